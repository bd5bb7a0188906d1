#include "harness/compatibility/lock_files.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/lock_folder.h"
#include "harness/golden.pb.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST(LockFiles, Folder_HoldsTheSha256OfEachFileOfThePresent) {
  const LockFolder golden;
  golden.Write("combinations.textproto", "abc");
  golden.Write("resnet/resnet18.textproto", "");
  golden.Write("BUILD", "no lock");
  golden.Write("acceptances.textproto", "by hand");
  golden.Write("tombstones.textproto", "by hand");
  golden.Write("released/1.0/resnet/resnet18.textproto", "promised");
  const auto files = LockFiles::InFolder(golden.path());
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ((*files)->Name(), "the present");
  // FIPS 180-4's own examples.
  EXPECT_THAT(
      (*files)->Files(),
      ElementsAre(
          Pair("combinations.textproto", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
          Pair("resnet/resnet18.textproto", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")));
  EXPECT_EQ((*files)->Read("combinations.textproto").value(), "abc");
}

TEST(LockFiles, OnlyThePromisesAndWhatIsWrittenByHandAreLeftOut) {
  EXPECT_TRUE(IsLockPath("resnet/released.textproto"));
  EXPECT_TRUE(IsLockPath("resnet/acceptances.textproto"));
  EXPECT_TRUE(IsLockPath("resnet/resnet18.trace.textproto"));
  EXPECT_FALSE(IsLockPath("released/1.0/index.textproto"));
  EXPECT_FALSE(IsLockPath("acceptances.textproto"));
  EXPECT_FALSE(IsLockPath("tombstones.textproto"));
  EXPECT_FALSE(IsLockPath("resnet/resnet18.textproto.partial.17"));
}

TEST(LockFiles, FolderThatIsNotThere_IsNotFound) {
  const auto files = LockFiles::InFolder("/nonexistent/golden");
  EXPECT_EQ(files.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(files.status().message(), "no folder /nonexistent/golden: expected a lock, as golden/ is one");
}

TEST(LockFiles, UnknownPath_IsNotFound) {
  const LockFolder golden;
  const auto files = LockFiles::InFolder(golden.path());
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ((*files)->Read("resnet/resnet19.textproto").status(),
            absl::NotFoundError("the present holds no file resnet/resnet19.textproto"));
  EXPECT_FALSE((*files)->Read("../golden/BUILD").ok());
}

TEST(LockFiles, FileThatChangedMeanwhile_IsDataLoss) {
  const LockFolder golden;
  golden.Write("combinations.textproto", "combination: \"a\"\n");
  const auto files = LockFiles::InFolder(golden.path());
  ASSERT_TRUE(files.ok()) << files.status();
  golden.Write("combinations.textproto", "combination: \"b\"\n");
  const absl::Status status = ReadLock<proto::CombinationSet>(**files, "combinations.textproto").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("combinations.textproto changed while it was being looked at"));
}

TEST(ReadLock, TextThatIsNotTheMessage_NamesTheLockAndThePlace) {
  const LockFolder golden;
  golden.Write("combinations.textproto", "combination: \"a\"\ncombinatoin: \"b\"\n");
  const auto files = LockFiles::InFolder(golden.path(), "what was measured");
  ASSERT_TRUE(files.ok()) << files.status();
  const absl::Status status = ReadLock<proto::CombinationSet>(**files, "combinations.textproto").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("what was measured: golden/combinations.textproto:2:"));
}

}  // namespace
}  // namespace assay
