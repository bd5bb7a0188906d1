#include "tools/sdk/install.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string ReadText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void WriteText(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

class Install : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(std::getenv("TEST_TMPDIR")) / testing::UnitTest::GetInstance()->current_test_info()->name();
    prefix_ = root_ / "prefix";
    WriteText(root_ / "from/model.h", "// a model\n");
    WriteText(root_ / "from/program", "#!/bin/sh\n");
    WriteText(root_ / "from/config", "set(version @ASSAY_VERSION@) # me@here\n");
    fs::permissions(root_ / "from/model.h", fs::perms(0555));
  }

  std::vector<InstalledFile> Files() const {
    return {{"include/model.h", (root_ / "from/model.h").string()},
            {"bin/program", (root_ / "from/program").string()},
            {"lib/config.in", (root_ / "from/config").string()}};
  }

  absl::StatusOr<int> Run(const std::vector<InstalledFile>& files) const {
    return InstallTree(files, prefix_.string(), {{"ASSAY_VERSION", "1.2.3"}});
  }

  // Nothing is left beside the prefix.
  void ExpectNoLeftovers() const {
    for (const auto& entry : fs::directory_iterator(root_)) {
      EXPECT_TRUE(entry.path() == prefix_ || entry.path().filename() == "from") << entry.path();
    }
  }

  fs::path root_, prefix_;
};

TEST_F(Install, AbsentPrefix_IsMade) {
  const absl::StatusOr<int> count = Run(Files());
  ASSERT_TRUE(count.ok()) << count.status();
  EXPECT_EQ(*count, 3);
  EXPECT_EQ(ReadText(prefix_ / "include/model.h"), "// a model\n");
  EXPECT_EQ(ReadText(prefix_ / kInstalledList), "include/model.h\nbin/program\nlib/config\n");
  ExpectNoLeftovers();
}

TEST_F(Install, TrailingSeparators_NameTheSameFolder) {
  for (const char* ending : {"/", "//", "/."}) {
    const absl::StatusOr<int> count = InstallTree(Files(), prefix_.string() + ending, {{"ASSAY_VERSION", "1.2.3"}});
    ASSERT_TRUE(count.ok()) << ending << ": " << count.status();
    EXPECT_EQ(ReadText(prefix_ / "include/model.h"), "// a model\n");
    ExpectNoLeftovers();
    fs::remove_all(prefix_);
  }
}

TEST_F(Install, Permissions_AreThoseOfFilesAndPrograms) {
  ASSERT_TRUE(Run(Files()).ok());
  EXPECT_EQ(fs::status(prefix_ / "include/model.h").permissions(), fs::perms(0644));
  EXPECT_EQ(fs::status(prefix_ / "bin/program").permissions(), fs::perms(0755));
}

TEST_F(Install, Template_IsFilled) {
  ASSERT_TRUE(Run(Files()).ok());
  EXPECT_EQ(ReadText(prefix_ / "lib/config"), "set(version 1.2.3) # me@here\n");
  EXPECT_FALSE(fs::exists(prefix_ / "lib/config.in"));
}

TEST_F(Install, TemplateWithAnUnknownName_LeavesNothing) {
  WriteText(root_ / "from/config", "set(folder @ASSAY_FOLDER@)\n");
  const absl::StatusOr<int> count = Run(Files());
  EXPECT_EQ(count.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(count.status().message()), HasSubstr("from/config: nothing is known of @ASSAY_FOLDER@"));
  EXPECT_FALSE(fs::exists(prefix_));
  ExpectNoLeftovers();
}

TEST_F(Install, EmptyFolder_IsFilled) {
  fs::create_directories(prefix_);
  ASSERT_TRUE(Run(Files()).ok());
  EXPECT_TRUE(fs::exists(prefix_ / "include/model.h"));
  ExpectNoLeftovers();
}

TEST_F(Install, EarlierInstallation_IsReplacedWithWhatItNoLongerHolds) {
  ASSERT_TRUE(Run(Files()).ok());
  std::vector<InstalledFile> fewer = Files();
  fewer.erase(fewer.begin());
  ASSERT_TRUE(Run(fewer).ok());
  EXPECT_FALSE(fs::exists(prefix_ / "include/model.h"));
  EXPECT_TRUE(fs::exists(prefix_ / "bin/program"));
  ExpectNoLeftovers();
}

TEST_F(Install, EarlierInstallationWithTheUsersFile_IsLeftAsItIs) {
  ASSERT_TRUE(Run(Files()).ok());
  WriteText(prefix_ / "include/mine.h", "mine");
  std::vector<InstalledFile> fewer = Files();
  fewer.erase(fewer.begin());
  const absl::StatusOr<int> count = Run(fewer);
  EXPECT_EQ(count.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(count.status().message()), HasSubstr("prefix holds include/mine.h, which no installation"));
  EXPECT_TRUE(fs::exists(prefix_ / "include/model.h"));
  EXPECT_EQ(ReadText(prefix_ / "include/mine.h"), "mine");
  ExpectNoLeftovers();
}

TEST_F(Install, ForeignFolder_IsRefused) {
  WriteText(prefix_ / "thesis.txt", "years of work");
  const absl::StatusOr<int> count = Run(Files());
  EXPECT_EQ(count.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(count.status().message()), HasSubstr("prefix holds thesis.txt"));
  EXPECT_EQ(ReadText(prefix_ / "thesis.txt"), "years of work");
  EXPECT_FALSE(fs::exists(prefix_ / "include"));
}

TEST_F(Install, File_IsRefused) {
  WriteText(prefix_, "a file");
  EXPECT_THAT(std::string(Run(Files()).status().message()), HasSubstr("prefix is no folder"));
  EXPECT_EQ(ReadText(prefix_), "a file");
}

TEST_F(Install, MissingSource_LeavesTheEarlierInstallation) {
  ASSERT_TRUE(Run(Files()).ok());
  std::vector<InstalledFile> files = Files();
  files.push_back({"lib/absent.a", (root_ / "from/absent.a").string()});
  const absl::StatusOr<int> count = Run(files);
  EXPECT_EQ(count.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(count.status().message()), HasSubstr("from/absent.a: there is no such file"));
  EXPECT_TRUE(fs::exists(prefix_ / "include/model.h"));
  ExpectNoLeftovers();
}

TEST_F(Install, LinkToAFolder_StaysALink) {
  fs::create_directories(root_ / "from/real");
  fs::create_directory_symlink(root_ / "from/real", prefix_);
  ASSERT_TRUE(Run(Files()).ok());
  EXPECT_TRUE(fs::is_symlink(prefix_));
  EXPECT_TRUE(fs::exists(root_ / "from/real/include/model.h"));
}

TEST(SdkManifest, ThreeKindsOfLines_AreRead) {
  const absl::StatusOr<SdkManifest> manifest =
      ParseSdkManifest("version 0.1.0\nlibtorch libtorch/lib/libc10.so\nfile include/m.h assay/m.h\n");
  ASSERT_TRUE(manifest.ok());
  EXPECT_EQ(manifest->version, "0.1.0");
  EXPECT_THAT(manifest->libtorch, testing::ElementsAre("libtorch/lib/libc10.so"));
  ASSERT_EQ(manifest->files.size(), 1u);
  EXPECT_EQ(manifest->files[0].destination, "include/m.h");
  EXPECT_EQ(manifest->files[0].source, "assay/m.h");
}

TEST(SdkManifest, OtherLine_IsNamed) {
  EXPECT_EQ(ParseSdkManifest("version 0.1.0\nfile include/m.h\n").status().message(),
            "the manifest's line 2 is none: file include/m.h");
}

TEST(SdkManifest, Empty_IsRefused) {
  EXPECT_EQ(ParseSdkManifest("").status().message(), "the manifest names no version, or no files");
}

}  // namespace
}  // namespace assay
