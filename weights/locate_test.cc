#include "weights/locate.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// An environment of its own: folders for each place, nothing in them.
class LocateTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(root_);
    setenv("ASSAY_WEIGHTS", (root_ / "given").c_str(), 1);
    setenv("ASSAY_HOME", (root_ / "home").c_str(), 1);
    setenv("TORCH_HOME", (root_ / "torch").c_str(), 1);
    setenv("RUNFILES_DIR", (root_ / "runfiles").c_str(), 1);
    for (const char* name :
         {"XDG_CACHE_HOME", "HOME", "BUILD_WORKING_DIRECTORY", "TEST_SRCDIR", "RUNFILES_MANIFEST_FILE"})
      unsetenv(name);
    fs::create_directories(root_ / "runfiles");
    fs::create_directories(root_ / "given");
    entry_.enum_name = "Toy_Weights";
    entry_.name = "V1";
    entry_.url = "https://host/toy.pth";
    entry_.packaged = PackagedFile{"toy_weights", "packaged.pth", "toy==1", "MIT"};
  }

  std::string Put(const fs::path& path) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << "weights";
    return (root_ / path).string();
  }

  void ExpectAt(const std::string& path, const std::string& from) {
    const absl::StatusOr<LocatedFile> located = Locate(entry_);
    ASSERT_TRUE(located.ok()) << located.status();
    EXPECT_EQ(located->path, path);
    EXPECT_EQ(located->from, from);
  }

  std::string Message() { return std::string(Locate(entry_).status().message()); }

  fs::path root_;
  WeightEntry entry_;
};

TEST_F(LocateTest, FileInEachPlace_ComesFromTheFirstThatHasIt) {
  // From the last place to the first: each new file hides those before.
  ExpectAt(Put("torch/hub/checkpoints/toy.pth"), "torch");
  ExpectAt(Put("home/weights/toy.pth"), "cache");
  ExpectAt(Put("given/toy.pth"), "ASSAY_WEIGHTS");
  ExpectAt(Put("runfiles/toy_weights/packaged.pth"), "package");
}

TEST_F(LocateTest, Nowhere_SaysHowToFetch) {
  EXPECT_EQ(Locate(entry_).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Message(),
            "file not at hand: assay fetch Toy_Weights.V1, or put toy.pth into the folder that ASSAY_WEIGHTS names");
  // An entry that someone made is in no catalogue that `assay` reads.
  entry_.enum_name.clear();
  EXPECT_EQ(Message(), "file not at hand: put toy.pth into the folder that ASSAY_WEIGHTS names");
}

TEST_F(LocateTest, PackagedOnlyAndNotLinked_SaysWhichDataToAdd) {
  entry_.url.clear();
  EXPECT_EQ(Message(),
            "file not at hand: add @toy_weights//:packaged.pth to the data of this target, or put packaged.pth "
            "(package toy==1) into "
            "the folder that ASSAY_WEIGHTS names");
  ExpectAt(Put("given/packaged.pth"), "ASSAY_WEIGHTS");
}

TEST_F(LocateTest, NeitherUrlNorPackage_SaysSo) {
  entry_.url.clear();
  entry_.packaged.reset();
  EXPECT_EQ(Message(), "file not at hand: the entry has neither url nor package; give it a url");
}

TEST_F(LocateTest, ExtraFile_IsLookedForInTheSamePlaces) {
  const ExtraFile vocabulary{.role = "vocabulary",
                             .url = "https://host/words.txt",
                             .packaged = PackagedFile{"toy_weights", "vocab.txt", "toy==1", "MIT"}};
  EXPECT_EQ(Locate(vocabulary).status().message(),
            "file not at hand: put words.txt into the folder that ASSAY_WEIGHTS names");
  EXPECT_EQ(NotAtHand(vocabulary), Locate(vocabulary).status());
  const std::string given = Put("given/words.txt");
  EXPECT_EQ(Locate(vocabulary)->path, given);
  const std::string packaged = Put("runfiles/toy_weights/vocab.txt");
  EXPECT_EQ(Locate(vocabulary)->path, packaged);
  EXPECT_EQ(Locate(vocabulary)->from, "package");
}

TEST_F(LocateTest, FolderInTheFilesPlace_IsNamed) {
  fs::create_directories(root_ / "given/toy.pth");
  EXPECT_EQ(Locate(entry_).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Message(), (root_ / "given/toy.pth").string() + " is no regular file: remove it");
}

TEST_F(LocateTest, NamedFolderThatIsNone_IsNamedRatherThanPassedOver) {
  Put("torch/hub/checkpoints/toy.pth");
  for (const char* name : {"missing", "file"}) {
    std::ofstream(root_ / "file") << "no folder";
    setenv("ASSAY_WEIGHTS", (root_ / name).c_str(), 1);
    EXPECT_EQ(Locate(entry_).status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(Message(), "ASSAY_WEIGHTS names " + (root_ / name).string() + ", which is no folder");
  }
}

TEST_F(LocateTest, FileInTheCachesPlace_IsPassedOver) {
  Put("home");
  ExpectAt(Put("torch/hub/checkpoints/toy.pth"), "torch");
}

TEST_F(LocateTest, NoRunfiles_LooksOn) {
  fs::remove_all(root_ / "runfiles");
  unsetenv("RUNFILES_DIR");
  ExpectAt(Put("given/toy.pth"), "ASSAY_WEIGHTS");
}

TEST_F(LocateTest, RelativeFolder_CountsFromWhereTheUserStood) {
  setenv("ASSAY_WEIGHTS", "mine", 1);
  setenv("BUILD_WORKING_DIRECTORY", root_.c_str(), 1);
  ExpectAt(Put("mine/toy.pth"), "ASSAY_WEIGHTS");
}

TEST_F(LocateTest, EmptyVariables_AreAsAbsentOnes) {
  for (const char* name : {"ASSAY_WEIGHTS", "ASSAY_HOME", "TORCH_HOME", "RUNFILES_DIR"}) setenv(name, "", 1);
  EXPECT_FALSE(Locate(entry_).ok());
  EXPECT_EQ(CacheFolder().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(LocateTest, CacheFolder_FollowsTheFirstVariableThatIsSet) {
  EXPECT_EQ(CacheFolder().value(), (root_ / "home/weights").string());
  setenv("HOME", "/h", 1);
  unsetenv("ASSAY_HOME");
  EXPECT_EQ(CacheFolder().value(), "/h/.cache/assay/weights");
  setenv("XDG_CACHE_HOME", "/x", 1);
  EXPECT_EQ(CacheFolder().value(), "/x/assay/weights");
}

TEST_F(LocateTest, TorchFolder_FollowsHomeWhereTorchHomeIsNotSet) {
  unsetenv("TORCH_HOME");
  setenv("HOME", (root_ / "me").c_str(), 1);
  ExpectAt(Put("me/.cache/torch/hub/checkpoints/toy.pth"), "torch");
}

}  // namespace
}  // namespace assay
