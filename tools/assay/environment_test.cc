#include "tools/assay/environment.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace assay {
namespace {

std::string InTemporaryFolder(const std::string& name) { return std::string(std::getenv("TEST_TMPDIR")) + "/" + name; }

std::string Read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(GoldenPhotographs, All_AreAtHand) {
  EXPECT_GE(GoldenPhotographs().size(), 5u);
  for (const Photograph& photograph : GoldenPhotographs()) {
    EXPECT_TRUE(std::filesystem::is_regular_file(photograph.path)) << photograph.name << ": " << photograph.path;
  }
}

TEST(CheckWritable, FileThatCouldBeMade_IsFineAndNotMade) {
  const std::string path = InTemporaryFolder("new/folder/report.json");
  EXPECT_TRUE(CheckWritable(path).ok()) << CheckWritable(path);
  EXPECT_FALSE(std::filesystem::exists(InTemporaryFolder("new")));
}

TEST(CheckWritable, FolderOrFileInTheWay_IsRefused) {
  EXPECT_FALSE(CheckWritable(InTemporaryFolder("")).ok());
  std::ofstream(InTemporaryFolder("file")) << "x";
  EXPECT_FALSE(CheckWritable(InTemporaryFolder("file/report.json")).ok());
  EXPECT_TRUE(CheckWritable(InTemporaryFolder("file")).ok());
}

TEST(CheckWritable, FolderThatMayNotBeWritten_IsRefused) {
  // Even root writes nothing here.
  EXPECT_FALSE(CheckWritable("/proc/self/fdinfo/report.json").ok() &&
               WriteReport("/proc/self/fdinfo/report.json", "x").ok());
}

TEST(WriteReport, NewOrOldFile_HoldsTheText) {
  const std::string path = InTemporaryFolder("made/report.json");
  ASSERT_TRUE(WriteReport(path, "first").ok());
  EXPECT_EQ(Read(path), "first");
  ASSERT_TRUE(WriteReport(path, "second").ok());
  EXPECT_EQ(Read(path), "second");
}

TEST(WriteReport, SymbolicLink_StaysOne) {
  const std::string target = InTemporaryFolder("target.json"), link = InTemporaryFolder("link.json");
  std::ofstream(target) << "old";
  std::filesystem::create_symlink(target, link);
  ASSERT_TRUE(WriteReport(link, "new").ok());
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(Read(target), "new");
}

TEST(WriteReport, Device_IsWrittenToAndNotReplaced) {
  ASSERT_TRUE(WriteReport("/dev/null", "x").ok());
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
  EXPECT_FALSE(WriteReport("/dev/full", "x").ok());
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
}

TEST(WriteReport, FileInPlaceOfTheFolder_IsAnErrorThatNamesIt) {
  std::ofstream(InTemporaryFolder("blocker")) << "x";
  const absl::Status status = WriteReport(InTemporaryFolder("blocker/report.json"), "x");
  EXPECT_FALSE(status.ok());
  EXPECT_NE(status.message().find("blocker"), absl::string_view::npos) << status;
}

}  // namespace
}  // namespace assay
