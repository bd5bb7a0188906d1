#include "tools/assay/evaluation_data.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class EvaluationDataTest : public testing::Test {
 protected:
  EvaluationDataTest()
      : root_(fs::path(std::getenv("TEST_TMPDIR")) / testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::create_directories(root_);
    setenv("ASSAY_DATA", root_.c_str(), 1);
    entry_.meta.metrics = {{.dataset = "Digits", .name = "acc@1", .value = 97.33},
                           {.dataset = "Digits", .name = "acc@5", .value = 99.9},
                           {.dataset = "Elsewhere", .name = "acc@1", .value = 12}};
    std::vector<std::string> digits;
    for (int i = 0; i < 10; ++i) digits.push_back(absl::StrCat(i));
    entry_.meta.categories = digits;
  }

  EvaluationData Choose(const EvaluationDataRequest& request) {
    auto data = ChooseData(entry_, request);
    EXPECT_TRUE(data.ok()) << data.status();
    return data.ok() ? *std::move(data) : EvaluationData();
  }
  std::string Refusal(const EvaluationDataRequest& request) {
    return std::string(ChooseData(entry_, request).status().message());
  }
  std::string Put(const std::string& name, const std::string& bytes = "not decoded here") {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << bytes;
    return (root_ / name).string();
  }

  fs::path root_;
  WeightEntry entry_;
};

std::string Rows(int count) {
  std::string csv;
  for (int i = 0; i < count; ++i) {
    for (int pixel = 0; pixel < 64; ++pixel) csv += "8,";
    csv += "3\n";
  }
  return csv;
}

TEST_F(EvaluationDataTest, WithoutAWord_TheMetricsSayWhichData) {
  const EvaluationData data = Choose({});
  EXPECT_EQ(DataText(data.label), "Digits (test)");
  EXPECT_EQ(data.images().size(), 449);
  EXPECT_TRUE(IsWholeSplit(data.label, 449));
  EXPECT_FALSE(IsWholeSplit(data.label, 448));
  EXPECT_EQ(DataText(Choose({.split = "train"}).label), "Digits (train)");
}

TEST_F(EvaluationDataTest, Taxonomy_SaysItWhereNoMetricDoes) {
  entry_.meta.metrics.clear();
  entry_.taxonomy = "digits";
  EXPECT_EQ(Choose({}).images().size(), 449);
  entry_.taxonomy = "Birds";
  EXPECT_THAT(Refusal({}), HasSubstr("weights for \"Birds\", whose data nobody here knows: say --data=DIR"));
  entry_.taxonomy = "";
  EXPECT_THAT(Refusal({}), HasSubstr("name no data set"));
}

TEST_F(EvaluationDataTest, Word_IsANameOrAPath) {
  EXPECT_EQ(DataText(Choose({.data = "digits", .split = "all"}).label), "Digits (all)");
  EXPECT_THAT(Refusal({.data = "LFW-subset"}), HasSubstr("other categories than the weights'"));
  EXPECT_THAT(Refusal({.data = "Digit"}), HasSubstr("there is no such file"));
  EXPECT_THAT(Refusal({.data = "Digits", .split = "val"}), HasSubstr("it has test, train, all"));
  const EvaluationData folder =
      Choose({.data = absl::StrCat(fs::path(Put("mine/7/a.png")).parent_path().parent_path().string(), "/")});
  EXPECT_EQ(DataText(folder.label), "mine");
  EXPECT_EQ(folder.images().example(0).label, 7);
  EXPECT_FALSE(IsWholeSplit(folder.label, 1));
}

// Other digits are split alike, but are not the data set, even where they are as many.
TEST_F(EvaluationDataTest, FileOfDigits_IsTheDataSetWhenItHoldsItsImages) {
  EXPECT_EQ(DataText(Choose({.data = Put("other.csv", Rows(8))}).label), "other.csv (test)");
  const EvaluationData many = Choose({.data = Put("many.csv", Rows(1797))});
  EXPECT_EQ(many.images().size(), 449);
  EXPECT_EQ(DataText(many.label), "many.csv (test)");
  EXPECT_TRUE(DeclaredMetrics(entry_, many.label).empty());
  EXPECT_FALSE(IsWholeSplit(many.label, 449));
  for (const char* split : {"test", "train", "all"})
    EXPECT_EQ(DataText(Choose({.data = Choose({}).path, .split = split}).label), absl::StrCat("Digits (", split, ")"));
}

// A folder of as many images as ImageNet's validation has, which are not in its folders.
TEST_F(EvaluationDataTest, Folder_IsItsOwnWhereItHoldsNoSynsets) {
  entry_.meta.metrics = {{.dataset = "ImageNet-1K", .name = "acc@1", .value = 71}};
  const fs::path folder = fs::path(Put("many/7/0.png")).parent_path();
  for (int i = 1; i < 50'000; ++i) fs::create_hard_link(folder / "0.png", folder / absl::StrCat(i, ".png"));
  const EvaluationData data = Choose({.data = folder.parent_path().string()});
  EXPECT_EQ(data.images().size(), 50'000);
  EXPECT_EQ(DataText(data.label), "many");
}

TEST_F(EvaluationDataTest, LabelOfAFile_IsTrustedAsFarAsItsDigestGoes) {
  proto::Evaluation evaluation;
  evaluation.mutable_data()->set_name("Digits");
  evaluation.mutable_data()->set_split("test");
  evaluation.mutable_key()->set_count(449);
  evaluation.mutable_key()->set_data_digest(*Choose({}).Digest());
  EXPECT_EQ(DataText(TrustedLabel(evaluation)), "Digits (test)");
  EXPECT_TRUE(IsWholeSplit(evaluation.data(), 449, evaluation.key().data_digest()));
  evaluation.mutable_key()->set_data_digest("0123");
  EXPECT_EQ(DataText(TrustedLabel(evaluation)), "Digits");
  EXPECT_FALSE(IsWholeSplit(evaluation.data(), 449, "0123"));
  evaluation.mutable_key()->set_count(40);
  EXPECT_EQ(DataText(TrustedLabel(evaluation)), "Digits (test)") << "a sample";
  evaluation.mutable_key()->set_count(450);
  EXPECT_EQ(DataText(TrustedLabel(evaluation)), "Digits");
}

TEST_F(EvaluationDataTest, Classes_AreForFolders) {
  EXPECT_THAT(Refusal({.data = "Digits", .classes = "c.txt"}),
              HasSubstr("--classes is for a folder of images: Digits"));
  EXPECT_THAT(Refusal({.classes = "c.txt"}), HasSubstr("--classes is for a folder of images: Digits"));
  EXPECT_THAT(Refusal({.data = Put("a.csv", Rows(8)), .classes = "c.txt"}), HasSubstr("--classes is for a folder"));
}

TEST_F(EvaluationDataTest, DataThatAreNotAtHand_SayBothWays) {
  entry_.meta.metrics[0].dataset = "ImageNet-1K";
  EXPECT_THAT(Refusal({}),
              AllOf(HasSubstr("into the folder that ASSAY_DATA names"), HasSubstr(", or say --data=PATH")));
}

TEST_F(EvaluationDataTest, Limit_IsASample) {
  const EvaluationData data = Choose({.limit = 100});
  EXPECT_EQ(data.images().size(), 100);
  EXPECT_EQ(data.count, 449);
  EXPECT_EQ(Choose({.limit = 449}).sample, nullptr);
}

TEST_F(EvaluationDataTest, Metrics_AreDeclaredOfTheirSplitAlone) {
  const auto declared = DeclaredMetrics(entry_, Choose({}).label);
  ASSERT_EQ(declared.size(), 2u);
  EXPECT_EQ(declared[1].name, "acc@5");
  EXPECT_TRUE(DeclaredMetrics(entry_, Choose({.split = "train"}).label).empty());
  proto::EvaluatedData unknown;
  unknown.set_name("Elsewhere");
  EXPECT_TRUE(DeclaredMetrics(entry_, unknown).empty());
}

}  // namespace
}  // namespace assay
