#include "harness/accuracy/image_folder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ImageFolderTest : public testing::Test {
 protected:
  ImageFolderTest()
      : root_(fs::path(std::getenv("TEST_TMPDIR")) / testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::create_directories(root_);
  }

  void Put(const std::string& name, const std::string& bytes = "not decoded here") {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << bytes;
  }
  absl::StatusOr<std::unique_ptr<Dataset>> Read(const std::string& classes = "") {
    return ReadImageFolder(root_.string(), {.categories = categories_, .classes = classes});
  }
  std::string Refusal(const std::string& classes = "") { return std::string(Read(classes).status().message()); }

  fs::path root_;
  std::vector<std::string> categories_ = {"tench", "goldfish", "great white shark"};
};

TEST_F(ImageFolderTest, FoldersNamedAsCategories_HaveTheirLabels) {
  for (const char* name : {"great white shark/b.JPEG", "great white shark/a.png", "tench/c.jpg", "tench/notes.txt"})
    Put(name);
  const auto data = Read();
  ASSERT_TRUE(data.ok()) << data.status();
  ASSERT_EQ((*data)->size(), 3);
  EXPECT_EQ((*data)->example(0).name, "great white shark/a.png");
  EXPECT_EQ((*data)->example(0).label, 2);
  EXPECT_EQ((*data)->example(2).name, "tench/c.jpg");
  EXPECT_EQ((*data)->example(2).label, 0);
}

TEST_F(ImageFolderTest, AllSynsets_HaveTheLabelsOfTheirOrder) {
  for (const char* name : {"n01484850/a.jpg", "n01440764/a.jpg", "n01443537/a.jpg"}) Put(name);
  const auto data = Read();
  ASSERT_TRUE(data.ok()) << data.status();
  EXPECT_EQ((*data)->example(0).name, "n01440764/a.jpg");
  for (int64_t i = 0; i < 3; ++i) EXPECT_EQ((*data)->example(i).label, i);
}

TEST_F(ImageFolderTest, FileOfClasses_MapsFolders) {
  for (const char* name : {"n01484850/a.jpg", "n01440764/a.jpg"}) Put(name);
  Put("classes.txt", "n01440764 0\n\nn01484850\tgreat white shark\n");
  const auto data = Read((root_ / "classes.txt").string());
  ASSERT_TRUE(data.ok()) << data.status();
  EXPECT_EQ((*data)->example(1).label, 2);
}

TEST_F(ImageFolderTest, UnknownFolders_SayHowToNameThem) {
  for (const char* name : {"n01484850/a.jpg", "tench/a.jpg"}) Put(name);
  EXPECT_THAT(Refusal(), HasSubstr("/n01484850: which category is this?"));
  EXPECT_THAT(Refusal(), HasSubstr("--classes"));
  Put("classes.txt", "tench 0\n");
  EXPECT_THAT(Refusal((root_ / "classes.txt").string()), HasSubstr("Add it to"));
}

TEST_F(ImageFolderTest, BadClasses_AreNamedByLine) {
  for (const char* name : {"tench/a.jpg", "shark/a.jpg"}) Put(name);
  const std::string classes = (root_ / "classes.txt").string();
  Put("classes.txt", "tench 0\nshark 3\n");
  EXPECT_THAT(Refusal(classes), HasSubstr("classes.txt:2: \"3\" is no category of the weights, nor an index below 3"));
  Put("classes.txt", "tench 0\ntench 1\n");
  EXPECT_THAT(Refusal(classes), HasSubstr("classes.txt:2: tench comes twice"));
  Put("classes.txt", "tench\n");
  EXPECT_THAT(Refusal(classes), HasSubstr("classes.txt:1: \"\" is no category"));
  EXPECT_THAT(Refusal(classes + "x"), HasSubstr("cannot be read"));
}

TEST_F(ImageFolderTest, NoImagesAndNoFolder_AreErrors) {
  EXPECT_THAT(Refusal(), HasSubstr("holds no images"));
  root_ /= "none";
  EXPECT_THAT(Refusal(), HasSubstr("none: cannot be read"));
}

TEST_F(ImageFolderTest, Digest_ChangesWithBytesAndNames) {
  Put("tench/a.jpg", "one");
  const std::string first = *(*Read())->Digest();
  EXPECT_EQ(*(*Read())->Digest(), first);
  Put("tench/a.jpg", "two");
  EXPECT_NE(*(*Read())->Digest(), first);
  Put("tench/a.jpg", "one");
  fs::rename(root_ / "tench/a.jpg", root_ / "tench/b.jpg");
  EXPECT_NE(*(*Read())->Digest(), first);
}

TEST_F(ImageFolderTest, ImageThatIsNone_IsNamedWhenItIsLoaded) {
  Put("tench/a.jpg", "text");
  const auto data = Read();
  ASSERT_TRUE(data.ok()) << data.status();
  EXPECT_THAT(std::string((*data)->Load(0).status().message()), HasSubstr("tench/a.jpg"));
}

}  // namespace
}  // namespace assay
