#include "harness/accuracy/known_datasets.h"

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

class KnownDatasetsTest : public testing::Test {
 protected:
  KnownDatasetsTest()
      : root_(fs::path(std::getenv("TEST_TMPDIR")) / testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::create_directories(root_);
    setenv("ASSAY_DATA", root_.c_str(), 1);
    unsetenv("ASSAY_WEIGHTS");
  }

  void Put(const std::string& name) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << "not decoded here";
  }

  std::string Path(const std::string& name) { return (root_ / name).string(); }

  fs::path root_;
};

std::string Message(const absl::Status& status) { return std::string(status.message()); }

// What the text says is what the readers do.
TEST_F(KnownDatasetsTest, EveryDataSet_IsWhole) {
  const auto all = KnownDatasets();
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->dataset_size(), 3);
  for (const proto::DatasetSpec& spec : all->dataset()) {
    SCOPED_TRACE(spec.name());
    EXPECT_FALSE(spec.name().empty());
    EXPECT_NE(spec.kind(), proto::DATASET_KIND_UNKNOWN);
    EXPECT_GT(spec.margin_points(), 0);
    EXPECT_FALSE(spec.source().empty());
    EXPECT_NE(spec.place_case(), proto::DatasetSpec::PLACE_NOT_SET);
    ASSERT_GT(spec.split_size(), 0);
    if (!spec.has_packaged()) continue;
    for (const proto::DatasetSplit& split : spec.split()) {
      const auto path = LocateDataset(spec, split.name());
      ASSERT_TRUE(path.ok()) << path.status();
      const auto data = OpenDataset(spec, *path, {.split = split.name()});
      ASSERT_TRUE(data.ok()) << data.status();
      EXPECT_EQ((*data)->size(), split.count());
      EXPECT_EQ(*(*data)->Digest(), split.digest());
      EXPECT_TRUE(CheckIsSplit(spec, split, *path, **data).ok());
      for (int64_t i = 0; i < (*data)->size(); ++i) EXPECT_LT((*data)->example(i).label, spec.category_size());
    }
  }
}

TEST_F(KnownDatasetsTest, Names_AreFoundInAnyCase) {
  EXPECT_EQ(FindDataset("digits")->name(), "Digits");
  EXPECT_EQ(FindDataset("ImageNet-1K")->split(0).name(), "val");
  EXPECT_THAT(Message(FindDataset("Digit").status()),
              AllOf(HasSubstr("did you mean \"Digits\""), HasSubstr("LFW-subset, ImageNet-1K")));
  EXPECT_THAT(Message(FindSplit(*FindDataset("Digits"), "val").status()),
              HasSubstr("Digits has no split \"val\"; it has test, train, all"));
}

TEST_F(KnownDatasetsTest, Split_IsKnownByItsDigestElseByItsNumber) {
  const proto::DatasetSplit test = FindDataset("Digits")->split(0);
  EXPECT_TRUE(IsSplit(test, 449, test.digest()));
  EXPECT_FALSE(IsSplit(test, 449, "0123"));
  EXPECT_FALSE(IsSplit(test, 449, ""));
  const proto::DatasetSplit val = FindDataset("ImageNet-1K")->split(0);
  EXPECT_TRUE(IsSplit(val, 50'000, "0123"));
  EXPECT_FALSE(IsSplit(val, 49'999, "0123"));
}

// As many rows, of other digits.
TEST_F(KnownDatasetsTest, OtherImagesInTheDataSetsPlace_AreRefusedWithTheWayOut) {
  const proto::DatasetSpec spec = *FindDataset("Digits");
  const std::string path = *LocateDataset(spec);
  const auto train = OpenDataset(spec, path, {.split = "train"});
  EXPECT_THAT(Message(CheckIsSplit(spec, spec.split(0), "mine.csv", **train)),
              AllOf(HasSubstr("mine.csv: is not Digits (test): expected 449 images with the digest 09b78523"),
                    HasSubstr("got 1348 with d944c9fa"), HasSubstr("--data=mine.csv")));
  EXPECT_TRUE(CheckIsSplit(*FindDataset("ImageNet-1K"), FindDataset("ImageNet-1K")->split(0), "val", **train).ok())
      << "a sample";
}

TEST_F(KnownDatasetsTest, Folder_IsTheSplitsOrTheFirstOnesOwn) {
  const proto::DatasetSpec spec = *FindDataset("ImageNet-1K");
  EXPECT_THAT(Message(LocateDataset(spec).status()), AllOf(HasSubstr("data not at hand: put ImageNet-1K/val/"),
                                                           HasSubstr("ASSAY_DATA"), HasSubstr(root_.string())));
  Put("ImageNet-1K/n01440764/a.JPEG");
  EXPECT_EQ(*LocateDataset(spec), Path("ImageNet-1K"));
  EXPECT_TRUE(absl::IsNotFound(LocateDataset(spec, "train").status()));
  Put("ImageNet-1K/train/n01440764/a.JPEG");
  EXPECT_EQ(*LocateDataset(spec, "train"), Path("ImageNet-1K/train"));
  EXPECT_TRUE(absl::IsNotFound(LocateDataset(spec).status())) << "the folder's own images are not those of val";
  Put("ImageNet-1K/val/n01440764/a.JPEG");
  EXPECT_EQ(*LocateDataset(spec), Path("ImageNet-1K/val"));
  unsetenv("ASSAY_DATA");
  EXPECT_THAT(Message(LocateDataset(spec).status()), HasSubstr("it names none now"));
}

TEST_F(KnownDatasetsTest, PackagedFile_MayLieInTheFolderToo) {
  proto::DatasetSpec spec = *FindDataset("Digits");
  spec.mutable_packaged()->set_file("other.csv");
  EXPECT_THAT(Message(LocateDataset(spec).status()),
              AllOf(HasSubstr("Digits/other.csv"), HasSubstr("@sklearn_photographs//:other.csv")));
  Put("Digits/other.csv");
  EXPECT_EQ(*LocateDataset(spec), Path("Digits/other.csv"));
}

TEST_F(KnownDatasetsTest, Path_SaysWhichReaderTakesIt) {
  const std::vector<std::string> categories = {"cat", "dog"};
  Put("photographs/dog/a.png");
  Put("photographs/cat/a.png");
  Put("split/test/dog/a.png");
  Put("text.txt");
  EXPECT_EQ((*OpenDatasetAt(Path("photographs"), {.categories = categories}))->size(), 2);
  EXPECT_EQ((*OpenDatasetAt(Path("split"), {.split = "test", .categories = categories}))->example(0).label, 1);
  EXPECT_THAT(Message(OpenDatasetAt(Path("split"), {.split = "val", .categories = categories}).status()),
              HasSubstr("split/val: there is no such folder"));
  const auto digits = OpenDatasetAt(*LocateDataset(*FindDataset("Digits")), {});
  ASSERT_TRUE(digits.ok()) << digits.status();
  EXPECT_EQ((*digits)->size(), 449);
  const auto faces = OpenDatasetAt(*LocateDataset(*FindDataset("LFW-subset")), {.split = "train"});
  ASSERT_TRUE(faces.ok()) << faces.status();
  EXPECT_EQ((*faces)->size(), 150);
  EXPECT_THAT(Message(OpenDatasetAt(Path("text.txt"), {}).status()), HasSubstr("text.txt: is no data set"));
  EXPECT_THAT(Message(OpenDatasetAt(Path("none"), {}).status()), HasSubstr("there is no such file or folder"));
}

TEST_F(KnownDatasetsTest, OtherCategories_AreNamed) {
  const proto::DatasetSpec spec = *FindDataset("LFW-subset");
  const auto check = [&](const std::vector<std::string>& categories) {
    return Message(CheckCategories(spec, categories));
  };
  EXPECT_EQ(check({"face", "not face"}), "");
  EXPECT_THAT(check({"not face", "face"}), HasSubstr("of index 0 \"not face\", in the data \"face\""));
  EXPECT_THAT(check({"face"}), HasSubstr("the weights have 1, the data 2"));
  EXPECT_TRUE(CheckCategories(*FindDataset("ImageNet-1K"), {}).ok());
}

}  // namespace
}  // namespace assay
