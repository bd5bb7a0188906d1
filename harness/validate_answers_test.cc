// What a combination answers to photographs, wrong in one way at a time: as validate_entry_test.cc.
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/testing/toy_combination.h"
#include "harness/validate.h"
#include "weights/reader/testing/make_files.h"

namespace assay {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing_files::WriteFile;

TEST(ValidateAnswers, OneLogitOff_IsNamedWithPhotographAndPosition) {
  Combination combination = Passing();
  proto::PhotographGolden& photograph = *combination.golden.mutable_photograph(1);
  photograph.set_logit(3, photograph.logit(3) + 1);
  const std::string finding = Differs(combination.Validate(), "logits");
  EXPECT_THAT(finding, StartsWith("logits of coffee.png: largest difference 1 at [0, 3] (expected "));
}

TEST(ValidateAnswers, LogitOffByLessThanTheTolerance_Passes) {
  Combination combination = Passing();
  proto::PhotographGolden& photograph = *combination.golden.mutable_photograph(0);
  photograph.set_logit(3, photograph.logit(3) * 1.000001f);
  EXPECT_EQ(combination.Validate().outcome(), Outcome::kPass);
}

TEST(ValidateAnswers, LockWithoutNoiseOfItsAnswers_FailsThereAlone) {
  Combination combination = Passing();
  combination.golden.clear_answer_noise();
  EXPECT_THAT(Differs(combination.Validate(), "noise"), StartsWith("the lock holds no noise floor"));
}

TEST(ValidateAnswers, LogitsThatAreNoNumbers_AreNeverNearTheAnswer) {
  Combination combination = Passing();
  combination.golden.mutable_photograph(0)->set_logit(3, std::numeric_limits<float>::quiet_NaN());
  EXPECT_THAT(Differs(combination.Validate(), "logits"), HasSubstr("at [0, 3] (expected nan, got "));
  combination.golden.mutable_photograph(0)->set_logit(3, std::numeric_limits<float>::infinity());
  EXPECT_THAT(Differs(combination.Validate(), "logits"), HasSubstr("at [0, 3] (expected inf, got "));
}

TEST(ValidateAnswers, FewerLogits_Fail) {
  Combination combination = Passing();
  combination.golden.mutable_photograph(0)->mutable_logit()->RemoveLast();
  EXPECT_EQ(Differs(combination.Validate(), "logits"), "logits of chelsea.png: expected 5 numbers, got 6");
}

TEST(ValidateAnswers, GoldenPhotographThatIsMissing_IsNamed) {
  Combination combination = Passing();
  combination.inputs.photographs.pop_back();
  EXPECT_EQ(Differs(combination.Validate(), "pixels"), "coffee.png is a golden photograph, but is not at hand");
}

TEST(ValidateAnswers, NoPhotographAtAll_Fails) {
  Combination combination = Passing();
  combination.inputs.photographs.clear();
  EXPECT_THAT(Failed(combination.Validate()), ElementsAre("pixels"));
}

TEST(ValidateAnswers, PhotographThatIsNotInTheLock_IsNamed) {
  Combination combination = Passing();
  combination.golden.mutable_photograph()->RemoveLast();
  EXPECT_EQ(Differs(combination.Validate(), "pixels"), "coffee.png is not in the lock");
}

TEST(ValidateAnswers, OtherPhotographOfTheSameName_IsNamed) {
  Combination combination = Passing();
  combination.inputs.photographs[1].path = PhotographPath("chelsea.png");
  EXPECT_THAT(Differs(combination.Validate(), "pixels"),
              StartsWith("coffee.png is another photograph than the lock's: sha256 "));
}

TEST(ValidateAnswers, PhotographThatIsNone_FailsInThePixels) {
  Combination combination = Passing();
  combination.inputs.photographs[1].path = WriteFile("coffee.png", "text");
  const CombinationResult result = combination.Validate();
  EXPECT_EQ(result.outcome(), Outcome::kFail);
  EXPECT_THAT(Failed(result), ElementsAre("pixels"));
}

TEST(ValidateAnswers, OtherPreprocessedPixels_AreNamedWithTheirMeasures) {
  Combination combination = Passing();
  combination.golden.mutable_photograph(0)->set_preprocessed_sha256("0123");
  EXPECT_THAT(Differs(combination.Validate(), "pixels"),
              StartsWith("preprocessed chelsea.png differs: 3072 values of norm "));
}

TEST(ValidateAnswers, OtherTransform_FailsInThePixels) {
  Combination combination = Passing();
  std::get<ImageClassificationOptions>(combination.entry.transforms).resize_size = 41;
  EXPECT_THAT(Failed(combination.Validate()), Contains("pixels"));
}

TEST(ValidateAnswers, OtherOrderOfTheTopFive_NamesBothPlaces) {
  Combination combination = Passing();
  combination.golden.mutable_photograph(0)->mutable_top()->SwapElements(0, 1);
  const CombinationResult result = combination.Validate();
  EXPECT_THAT(Failed(result), ElementsAre("top-5"));
  for (const Check& check : result.checks) {
    if (check.name != "top-5") continue;
    EXPECT_THAT(check.findings,
                ElementsAre(StartsWith("top 1 of chelsea.png is "), StartsWith("top 2 of chelsea.png is ")));
  }
}

TEST(ValidateAnswers, OtherNameOfACategory_IsNamed) {
  Combination combination = Passing();
  combination.golden.mutable_photograph(0)->mutable_top(0)->set_category("gnu");
  EXPECT_THAT(Differs(combination.Validate(), "top-5"), HasSubstr(", was gnu "));
}

TEST(ValidateAnswers, OtherProbability_IsNamed) {
  Combination combination = Passing();
  proto::TopEntry& top = *combination.golden.mutable_photograph(0)->mutable_top(2);
  top.set_score(top.score() + 0.01);
  EXPECT_THAT(Differs(combination.Validate(), "top-5"), StartsWith("top 3 of chelsea.png is "));
}

TEST(ValidateAnswers, CategoriesThatNobodyKnows_Fail) {
  Combination combination = Passing();
  combination.entry.meta.categories = CategoryList("imagenet22k", 6);
  EXPECT_THAT(Failed(combination.Validate()), ElementsAre("top-5", "meta", "catalogue"));
}

}  // namespace
}  // namespace assay
