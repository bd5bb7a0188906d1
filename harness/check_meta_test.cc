// Meta-data that is right, and each way in which it can be wrong.
#include "harness/check_meta.h"

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "weights/embedded_text.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const EmbeddedText kThree(EmbeddedText::kCategories, "three", "ant\nbee\ncat\n");
constexpr int64_t kFileBytes = 3 << 20;

WeightEntry RightEntry() {
  WeightEntry entry;
  entry.meta.task = "classification";
  entry.meta.categories = CategoryList("three", 3);
  entry.meta.num_params = 700;
  entry.meta.min_size = SizeMeta{5, 6};
  entry.meta.ops = 4.089;
  entry.meta.file_size = 3.0;
  entry.meta.licence = {.spdx = "MIT", .url = "https://host.org/licence"};
  entry.meta.recipe = "https://host.org/recipe";
  entry.meta.metrics = {{.dataset = "Set", .name = "acc@1", .value = 71.878}};
  return entry;
}

ModelFacts RightFacts() {
  return {.num_params = 700,
          .image = ImageFacts{.size = {224, 224}, .num_outputs = 3, .ops = 4.089, .min_size = SizeMeta{5, 6}}};
}

std::vector<std::string> Findings(const WeightEntry& entry, const ModelFacts& facts = RightFacts()) {
  return CheckMeta(entry, "classification", facts, kFileBytes);
}

TEST(CheckMeta, EverythingRight_FindsNothing) { EXPECT_THAT(Findings(RightEntry()), IsEmpty()); }

TEST(CheckMeta, NoTask_IsTheOnlyFinding) {
  WeightEntry entry = RightEntry();
  entry.meta.task = "";
  entry.meta.num_params = 1;
  EXPECT_THAT(Findings(entry), ElementsAre("no task \"\": docs/meta-data.md has the table of all"));
}

TEST(CheckMeta, TaskOfAnotherBuilder_NamesBoth) {
  EXPECT_THAT(CheckMeta(RightEntry(), "detection", RightFacts(), kFileBytes),
              ElementsAre("task is classification in the catalogue, the builder's is detection"));
}

TEST(CheckMeta, OneParameterMore_NamesBoth) {
  WeightEntry entry = RightEntry();
  entry.meta.num_params = 701;
  EXPECT_THAT(Findings(entry), ElementsAre("num_params is 701 in the catalogue, 700 in the model"));
}

TEST(CheckMeta, CategoriesThatTheModelHasNoOutputFor_AreNamed) {
  ModelFacts facts = RightFacts();
  facts.image->num_outputs = 4;
  EXPECT_THAT(Findings(RightEntry(), facts), ElementsAre("categories are 3 in the catalogue, the model has 4 outputs"));
}

TEST(CheckMeta, OutputsOfAnotherTask_AreNotItsCategories) {
  WeightEntry entry = RightEntry();
  entry.meta.task = "segmentation";
  entry.meta.metrics.clear();
  ModelFacts facts = RightFacts();
  facts.image->num_outputs = 224;
  EXPECT_THAT(CheckMeta(entry, "segmentation", facts, kFileBytes), IsEmpty());
}

TEST(CheckMeta, CategoriesThatTheFileDoesNotHave_AreNamed) {
  WeightEntry entry = RightEntry();
  entry.meta.categories = CategoryList("three", 2);
  ModelFacts facts = RightFacts();
  facts.image->num_outputs = 2;
  EXPECT_THAT(Findings(entry, facts), ElementsAre("categories are 2 in the catalogue, 3 in the file \"three\""));
}

TEST(CheckMeta, CategoriesOfAnUnknownFile_AreNamed) {
  WeightEntry entry = RightEntry();
  entry.meta.categories = CategoryList("thre", 3);
  EXPECT_THAT(Findings(entry), ElementsAre(testing::HasSubstr("\"thre\"")));
}

TEST(CheckMeta, OpsOffByOneInTheThirdDecimal_NamesBoth) {
  WeightEntry entry = RightEntry();
  entry.meta.ops = 4.088;
  EXPECT_THAT(Findings(entry), ElementsAre("ops is 4.088 in the catalogue, 4.089 counted for an image of 224x224"));
}

TEST(CheckMeta, OpsThatAreNoNumber_AreNotNearAnything) {
  WeightEntry entry = RightEntry();
  entry.meta.ops = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(Findings(entry), ElementsAre("ops is nan in the catalogue, 4.089 counted for an image of 224x224"));
}

TEST(CheckMeta, OpsNotStated_SaysWhatToAdd) {
  WeightEntry entry = RightEntry();
  entry.meta.ops.reset();
  EXPECT_THAT(Findings(entry), ElementsAre("ops is not stated; add ops: 4.089 to meta"));
}

TEST(CheckMeta, OpsThatCannotBeCounted_MayNotBeStated) {
  ModelFacts facts = RightFacts();
  facts.image->ops = absl::UnimplementedError("nobody can count them");
  WeightEntry entry = RightEntry();
  EXPECT_THAT(Findings(entry, facts), ElementsAre("ops is in the catalogue, but nobody can count them"));
  entry.meta.ops.reset();
  EXPECT_THAT(Findings(entry, facts), IsEmpty());
}

TEST(CheckMeta, OneSideOfMinSizeWrong_NamesBoth) {
  WeightEntry entry = RightEntry();
  entry.meta.min_size = SizeMeta{5, 5};
  EXPECT_THAT(Findings(entry), ElementsAre("min_size is 5x5 in the catalogue, but the smallest image that the model "
                                           "takes is 5x6"));
  entry.meta.min_size = SizeMeta{6, 6};
  EXPECT_THAT(Findings(entry), ElementsAre("min_size is 6x6 in the catalogue, but the smallest image that the model "
                                           "takes is 5x6"));
}

TEST(CheckMeta, LargerMinSizeOfItsAuthors_NeedsTheSmallestThatIsTaken) {
  WeightEntry entry = RightEntry();
  entry.meta.min_size = SizeMeta{33, 33};
  entry.meta.smallest_taken = SizeMeta{5, 6};
  EXPECT_THAT(Findings(entry), IsEmpty());
  entry.meta.smallest_taken = SizeMeta{6, 6};
  EXPECT_THAT(Findings(entry), ElementsAre("smallest_taken is 6x6 in the catalogue, but the smallest image that the "
                                           "model takes is 5x6"));
}

TEST(CheckMeta, SmallestTakenThatIsNotBelowMinSize_IsLeftOut) {
  WeightEntry entry = RightEntry();
  entry.meta.smallest_taken = SizeMeta{5, 6};
  EXPECT_THAT(Findings(entry), ElementsAre("smallest_taken is 5x6, which is not below min_size, 5x6; leave it out"));
  entry.meta.min_size = SizeMeta{4, 33};
  EXPECT_THAT(Findings(entry), ElementsAre("smallest_taken is 5x6, which is not below min_size, 4x33; leave it out"));
  entry.meta.min_size.reset();
  EXPECT_THAT(Findings(entry),
              ElementsAre("smallest_taken is 5x6, which is not below min_size, which is not stated; leave it out",
                          "min_size is not stated; add min_size { height: 5 width: 6 } to meta"));
}

TEST(CheckMeta, MinSizeNotStated_SaysWhatToAdd) {
  WeightEntry entry = RightEntry();
  entry.meta.min_size.reset();
  EXPECT_THAT(Findings(entry), ElementsAre("min_size is not stated; add min_size { height: 5 width: 6 } to meta"));
}

TEST(CheckMeta, ModelWithoutASmallestSize_MayNotStateOne) {
  ModelFacts facts = RightFacts();
  facts.image->min_size = absl::InvalidArgumentError("it has none");
  WeightEntry entry = RightEntry();
  EXPECT_THAT(Findings(entry, facts), ElementsAre("min_size is in the catalogue, but it has none"));
  entry.meta.min_size.reset();
  EXPECT_THAT(Findings(entry, facts), IsEmpty());
}

TEST(CheckMeta, TaskThatIsNotMeasured_MayLeaveOutWhatItMayState) {
  WeightEntry entry = RightEntry();
  entry.meta.task = "detection";
  entry.meta.metrics.clear();
  entry.meta.ops.reset();
  entry.meta.min_size.reset();
  EXPECT_THAT(CheckMeta(entry, "detection", RightFacts(), kFileBytes), IsEmpty());
  entry.meta.ops = 1;
  EXPECT_THAT(CheckMeta(entry, "detection", RightFacts(), kFileBytes),
              ElementsAre("ops is 1 in the catalogue, 4.089 counted for an image of 224x224"));
}

TEST(CheckMeta, OtherFileSize_NamesBoth) {
  WeightEntry entry = RightEntry();
  entry.meta.file_size = 3.002;
  EXPECT_THAT(Findings(entry), ElementsAre("file_size is 3.002 MiB in the catalogue, 3.000 on disk"));
  entry.meta.file_size = 3.001;
  EXPECT_THAT(Findings(entry), IsEmpty());
}

TEST(CheckMeta, FileSizeNotStated_SaysWhatToAdd) {
  WeightEntry entry = RightEntry();
  entry.meta.file_size.reset();
  EXPECT_THAT(Findings(entry), ElementsAre("file_size is not stated; add file_size: 3.000 to meta"));
}

TEST(CheckMeta, NoFileAtHand_LeavesItsSizeAlone) {
  WeightEntry entry = RightEntry();
  entry.meta.file_size = 99;
  EXPECT_THAT(CheckMeta(entry, "classification", RightFacts(), std::nullopt), IsEmpty());
}

TEST(CheckMeta, MetricOfAnotherTask_IsNamedWithTheTasksOwn) {
  WeightEntry entry = RightEntry();
  entry.meta.metrics.push_back({.dataset = "COCO", .name = "box_map", .value = 37});
  EXPECT_THAT(Findings(entry), ElementsAre("\"box_map\" is no metric of classification, which has acc@1, acc@5"));
}

TEST(CheckMeta, MetricOutOfRange_IsNamed) {
  WeightEntry entry = RightEntry();
  entry.meta.metrics[0].value = 718.78;
  EXPECT_THAT(Findings(entry), ElementsAre("acc@1 is 718.78, outside 0 to 100"));
}

TEST(CheckMeta, LicenceThatNobodyKnows_IsNamed) {
  WeightEntry entry = RightEntry();
  entry.meta.licence.spdx = "BSD";
  EXPECT_THAT(Findings(entry), ElementsAre("licence \"BSD\" is no SPDX identifier that is known here"));
}

TEST(CheckMeta, LinksThatCannotBeFollowed_AreNamed) {
  WeightEntry entry = RightEntry();
  entry.meta.licence.url = "";
  entry.meta.recipe = "see the paper";
  EXPECT_THAT(Findings(entry),
              ElementsAre("the licence's url \"\" is no https link", "recipe \"see the paper\" is no https link"));
}

TEST(CheckMeta, ModelOfSomethingElse_IsHeldAgainstItsParameters) {
  WeightEntry entry = RightEntry();
  entry.meta = {.task = "speech", .num_params = 701, .licence = entry.meta.licence, .file_size = 3.0};
  EXPECT_THAT(CheckMeta(entry, "speech", {.num_params = 700}, kFileBytes),
              ElementsAre("num_params is 701 in the catalogue, 700 in the model"));
}

TEST(CheckMeta, EncoderOfOtherSizes_NamesBothEach) {
  WeightEntry entry = RightEntry();
  entry.meta = {.task = "text_encoding", .num_params = 700, .licence = entry.meta.licence, .file_size = 3.0};
  entry.meta.embedding_size = 384;
  entry.meta.vocabulary_size = 30522;
  ModelFacts facts{.num_params = 700, .text = TextFacts{.embedding_size = 384, .vocabulary_size = 30522}};
  EXPECT_THAT(CheckMeta(entry, "text_encoding", facts, kFileBytes), IsEmpty());
  facts.text = TextFacts{.embedding_size = 768, .vocabulary_size = 30523};
  EXPECT_THAT(CheckMeta(entry, "text_encoding", facts, kFileBytes),
              ElementsAre("embedding_size is 384 in the catalogue, 768 in the model",
                          "vocabulary_size is 30522 in the catalogue, 30523 in the model"));
  entry.meta.embedding_size.reset();
  entry.meta.vocabulary_size = 30523;
  EXPECT_THAT(CheckMeta(entry, "text_encoding", facts, kFileBytes),
              ElementsAre("embedding_size is not stated in the catalogue, 768 in the model"));
}

}  // namespace
}  // namespace assay
