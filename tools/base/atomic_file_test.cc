#include "tools/base/atomic_file.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

std::string Folder() {
  const std::string folder =
      std::string(std::getenv("TEST_TMPDIR")) + "/" + testing::UnitTest::GetInstance()->current_test_info()->name();
  std::filesystem::create_directories(folder);
  return folder;
}

std::string Read(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

int FilesIn(const std::string& folder) {
  return static_cast<int>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

TEST(AtomicFile, Pieces_AreThereAfterCommitAlone) {
  const std::string folder = Folder(), path = folder + "/a";
  auto file = AtomicFile::Create(path);
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_TRUE(file->Append("one ", 4).ok());
  ASSERT_TRUE(file->Append("two", 3).ok());
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_TRUE(file->Commit().ok());
  EXPECT_EQ(Read(path), "one two");
  EXPECT_EQ(FilesIn(folder), 1);
}

TEST(AtomicFile, WithoutCommit_LeavesWhatWas) {
  const std::string folder = Folder(), path = folder + "/a";
  std::ofstream(path) << "old";
  {
    auto file = AtomicFile::Create(path);
    ASSERT_TRUE(file.ok()) << file.status();
    AtomicFile moved = *std::move(file);
    ASSERT_TRUE(moved.Append("new", 3).ok());
    EXPECT_EQ(FilesIn(folder), 2);
  }
  EXPECT_EQ(Read(path), "old");
  EXPECT_EQ(FilesIn(folder), 1);
}

TEST(AtomicFile, FullDisk_IsAnErrorThatNamesIt) {
  const std::string folder = Folder(), path = folder + "/a";
  std::filesystem::create_symlink("/dev/full", path + ".partial." + std::to_string(getpid()));
  auto file = AtomicFile::Create(path);
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_TRUE(file->Append("bytes", 5).ok());  // they are in the buffer
  const absl::Status status = file->Commit();
  EXPECT_THAT(std::string(status.message()), HasSubstr("No space left on device"));
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace assay
