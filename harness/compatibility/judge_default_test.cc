#include "harness/compatibility/judge_default.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/acceptances.h"
#include "harness/compatibility/testing/rule_cases.h"

namespace assay::bc {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 24);

// V1, which is promised, V2 and V3, each with tensors of its own; none is measured.
class JudgeDefaultTest : public testing::Test {
 protected:
  JudgeDefaultTest() {
    for (const char* name : {"V1", "V2", "V3"}) {
      proto::EntryGolden& entry = entries_[name] = ToyLibrary().v1();
      entry.set_weights(absl::StrCat("Toy_Weights.", name));
      entry.mutable_file()->set_tensors_digest(name);
    }
  }

  std::vector<Finding> Judge(const std::string& promised = "V1") const {
    return JudgeDefault({.builder = "toy", .family = "toys"}, {.name = "V2", .promised = promised}, entries_);
  }

  // Judged with an acceptance of that item alone.
  std::vector<Finding> JudgeAccepted(const std::string& item) const {
    std::vector<Finding> findings = Judge();
    proto::Acceptances acceptances;
    proto::Acceptance& acceptance = *acceptances.add_acceptance();
    acceptance.set_rule("DEFAULT_UNDECIDED");
    acceptance.set_subject("toy");
    acceptance.set_item(item);
    acceptance.set_reason("a better recipe");
    acceptance.set_expires("2026-12-31");
    ApplyAcceptances(acceptances, kToday, findings);
    return findings;
  }

  std::map<std::string, proto::EntryGolden> entries_;
};

TEST_F(JudgeDefaultTest, UndecidedImages_AreOneFindingAnEntryWithItsCounts) {
  Measure(entries_["V1"], 985);
  Measure(entries_["V2"], 990);
  Measure(entries_["V3"], 995);
  const std::vector<Finding> findings = Judge();
  ASSERT_EQ(findings.size(), 2u) << Describe(findings);
  EXPECT_EQ(findings[0].rule, "DEFAULT_UNDECIDED");
  EXPECT_EQ(findings[0].item, "V2 beside V1 on Toys 70759: 5 won, 0 lost of 1000");
  EXPECT_EQ(findings[1].item, "V2 beside V3 on Toys 70759: 0 won, 5 lost of 1000");
  EXPECT_THAT(findings[0].witness, HasSubstr("the default is V2, beside V1 on Toys UNDECIDED: +0.50 points"));
}

TEST_F(JudgeDefaultTest, WorseBesideOneAndUndecidedBesideAnother_AreBothSaid) {
  Measure(entries_["V1"], 990);
  Measure(entries_["V2"], 950);
  Measure(entries_["V3"], 948);
  const std::vector<Finding> findings = Judge();
  ASSERT_EQ(findings.size(), 1u) << Describe(findings);
  EXPECT_EQ(findings[0].rule, "DEFAULT_WORSE");
  Measure(entries_["V3"], 945);
  EXPECT_EQ(Judge().size(), 2u);
}

// One acceptance used to cover every undecided default of the builder, whatever was measured of it later.
TEST_F(JudgeDefaultTest, Acceptance_CoversTheMeasurementThatItWasGivenForAlone) {
  Measure(entries_["V1"], 985);
  Measure(entries_["V2"], 990);
  const std::string item = "V2 beside V1 on Toys 70759: 5 won, 0 lost of 1000";
  std::vector<Finding> findings = JudgeAccepted(item);
  ASSERT_EQ(findings.size(), 1u) << Describe(findings);
  EXPECT_TRUE(findings[0].accepted);

  Measure(entries_["V2"], 980);
  findings = JudgeAccepted(item);
  ASSERT_EQ(findings.size(), 2u) << Describe(findings);
  EXPECT_FALSE(findings[0].accepted) << "measured worse since";
  EXPECT_EQ(findings[1].rule, "ACCEPTANCE_UNUSED");
  EXPECT_THAT(findings[1].witness, HasSubstr("item: \"V2 beside V1 on Toys 70759: 0 won, 5 lost of 1000\""));

  Measure(entries_["V2"], 990);
  Measure(entries_["V3"], 995);
  findings = JudgeAccepted(item);
  ASSERT_EQ(findings.size(), 2u) << Describe(findings);
  EXPECT_TRUE(findings[0].accepted);
  EXPECT_FALSE(findings[1].accepted) << "another entry";
  EXPECT_EQ(JudgeAccepted("").back().rule, "ACCEPTANCE_UNUSED");
}

TEST_F(JudgeDefaultTest, BetterAndSame_AreNoFinding) {
  Measure(entries_["V1"], 950);
  Measure(entries_["V2"], 990);
  Measure(entries_["V3"], 990);
  EXPECT_THAT(Judge(), IsEmpty());
}

TEST_F(JudgeDefaultTest, NothingMeasured_IsUndecidedBesideThePromisedDefaultAlone) {
  const std::vector<Finding> findings = Judge();
  ASSERT_EQ(findings.size(), 1u) << Describe(findings);
  EXPECT_EQ(findings[0].rule, "DEFAULT_UNDECIDED");
  EXPECT_EQ(findings[0].item, "V2 beside V1 not measured");
  EXPECT_THAT(findings[0].witness,
              AllOf(HasSubstr("beside V1 not measured: neither was measured on any data"), HasSubstr("ASSAY_DATA"),
                    HasSubstr("//tools:bless -- 'Toy_Weights.V2'"), HasSubstr("//tools:bless -- 'Toy_Weights.V1'")));
  EXPECT_THAT(Judge(""), IsEmpty()) << "a builder that is new promised nothing";
}

TEST_F(JudgeDefaultTest, OneOfTwoMeasured_IsUndecided) {
  Measure(entries_["V1"], 990);
  EXPECT_EQ(Judge("")[0].item, "V2 beside V1 not measured on Toys");
  EXPECT_THAT(Judge()[0].witness, HasSubstr("not measured: V2 was not measured on Toys; bless with the data"));
  entries_["V1"].clear_accuracy();
  Measure(entries_["V2"], 990);
  EXPECT_THAT(Judge()[0].witness, HasSubstr("not measured: V1 was not measured on Toys; bless with the data"));
  EXPECT_THAT(Judge(""), IsEmpty());
}

TEST_F(JudgeDefaultTest, OtherImagesOrDamagedBits_AreNoMeasurement) {
  Measure(entries_["V1"], 990);
  Measure(entries_["V2"], 990);
  ASSERT_THAT(Judge(), IsEmpty());
  entries_["V2"].mutable_accuracy(0)->set_data_digest("07e45");
  EXPECT_THAT(Judge()[0].witness, AllOf(HasSubstr("not measured: two accuracies of other data"), HasSubstr("07e45")));
  Measure(entries_["V2"], 990);
  entries_["V2"].mutable_accuracy(0)->set_correct("AAAA");
  EXPECT_THAT(Judge()[0].witness, HasSubstr("damaged"));
}

TEST_F(JudgeDefaultTest, SameTensors_NeedNoMeasurement) {
  entries_["V2"].mutable_file()->set_tensors_digest("V1");
  EXPECT_THAT(Judge(), IsEmpty());
  Measure(entries_["V1"], 990);
  EXPECT_THAT(Judge(), IsEmpty());
  ToyLibrary::Field(entries_["V2"], "transforms.crop_size") = "240";
  EXPECT_EQ(Judge().size(), 1u) << "prepared otherwise";
}

TEST_F(JudgeDefaultTest, OtherTaxonomy_IsNoMatterOfTheDefault) {
  for (const char* name : {"V1", "V3"}) ToyLibrary::Field(entries_[name], "taxonomy") = "ImageNet-21K";
  Measure(entries_["V1"], 990);
  EXPECT_THAT(Judge(), IsEmpty());
  EXPECT_THAT(JudgeDefault({.builder = "toy"}, {.name = "V9", .promised = "V1"}, entries_), IsEmpty());
}

}  // namespace
}  // namespace assay::bc
