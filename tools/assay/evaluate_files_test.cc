#include "tools/assay/evaluate_files.h"

#include <sys/stat.h>

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

class EvaluateFilesTest : public testing::Test {
 protected:
  EvaluateFilesTest()
      : root_(fs::path(std::getenv("TEST_TMPDIR")) / testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::create_directories(root_);
  }

  std::string Path(const std::string& name) const { return (root_ / name).string(); }
  void Put(const std::string& name) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << name;
  }

  // Words whose @ is the test's folder.
  std::string Refusal(std::vector<std::string> words) const {
    for (std::string& word : words) {
      if (const size_t at = word.find('@'); at != std::string::npos) word.replace(at, 1, Path(""));
    }
    const auto arguments = Arguments::Parse(words, EvaluateOptionList());
    EXPECT_TRUE(arguments.ok()) << arguments.status();
    const auto request = ParseEvaluateRequest(*arguments);
    EXPECT_TRUE(request.ok()) << request.status();
    return std::string(CheckFilesApart(FilesWritten(*request), FilesRead(*request)).message());
  }

  fs::path root_;
};

TEST_F(EvaluateFilesTest, FilesOfTheirOwn_AreFine) {
  Put("w.pth");
  Put("photos/cats/a.png");
  EXPECT_EQ(Refusal({"W", "--data=@photos", "--file=@w.pth", "--out=@a.pb", "--journal=@j", "--json=@r.json"}), "");
  EXPECT_EQ(Refusal({"W", "--data=@photos", "--out=@photos/answers.pb"}), "") << "is no image of the data";
  EXPECT_EQ(Refusal({"W", "--against=V", "--out=@a.pb", "--pictures=@p.html"}), "");
}

TEST_F(EvaluateFilesTest, WhatIsReadAndWritten_IsRefusedWithBothNames) {
  for (const char* name : {"w.pth", "a.pb", "b.pb", "classes.txt", "photos/cats/a.png", "d.csv"}) Put(name);
  EXPECT_THAT(Refusal({"W", "--file=@w.pth", "--out=@w.pth"}),
              AllOf(HasSubstr("--out and --file name one file, "), HasSubstr("w.pth: it would be overwritten")));
  EXPECT_THAT(Refusal({"W", "--data=@d.csv", "--journal=@d.csv"}), HasSubstr("--journal and --data name one file"));
  EXPECT_THAT(Refusal({"W", "--classes=@classes.txt", "--data=@photos", "--json=@classes.txt"}),
              HasSubstr("--json and --classes name one file"));
  EXPECT_THAT(Refusal({"--merge", "@a.pb", "@b.pb", "--out=@b.pb"}), HasSubstr("/b.pb\" name one file"));
  EXPECT_THAT(Refusal({"W", "--against=@a.pb", "--pictures=@a.pb"}), HasSubstr("--pictures and --against name one"));
  EXPECT_THAT(Refusal({"W", "--data=@photos", "--out=@photos/cats/a.png"}), HasSubstr("would be an image of --data"));
}

TEST_F(EvaluateFilesTest, WhatIsWrittenTwice_IsRefusedWithBothNames) {
  EXPECT_THAT(Refusal({"W", "--out=@a", "--journal=@a"}), HasSubstr("--out and --journal name one file"));
  EXPECT_THAT(Refusal({"W", "--out=@a", "--json=@a"}), HasSubstr("--out and --json name one file"));
  EXPECT_THAT(Refusal({"W", "--out=@a", "--json=@a.journal"}),
              HasSubstr("the journal beside --out and --json name one"));
  EXPECT_THAT(Refusal({"W", "--against=V", "--json=@p", "--pictures=@p"}), HasSubstr("--json and --pictures name one"));
  EXPECT_THAT(Refusal({"W", "--against=V", "--journal=@j", "--json=@j.old"}),
              HasSubstr("--journal of the old weights and --json name one file"));
}

TEST_F(EvaluateFilesTest, OtherNamesAndLinks_AreSeenThrough) {
  Put("w.pth");
  fs::create_directories(Path("sub"));
  fs::create_symlink("w.pth", Path("link"));
  fs::create_hard_link(Path("w.pth"), Path("hard"));
  fs::create_symlink(root_, Path("sub/up"));
  fs::create_symlink("new", Path("dangling"));
  for (const char* name : {"link", "hard", "./w.pth", "sub/../w.pth", "sub/up/w.pth"})
    EXPECT_THAT(Refusal({"W", "--file=@w.pth", absl::StrCat("--out=@", name)}), HasSubstr("name one file")) << name;
  // Nothing is there yet.
  EXPECT_THAT(Refusal({"W", "--out=@new", "--json=@sub/../new"}), HasSubstr("name one file"));
  EXPECT_THAT(Refusal({"W", "--out=@new", "--json=@dangling"}), HasSubstr("name one file"));
  EXPECT_THAT(Refusal({"W", "--out=@none/new", "--json=@none/./new"}), HasSubstr("name one file"));
}

TEST_F(EvaluateFilesTest, Pipe_MayTakeTwoThingsAndHasNoJournal) {
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(Refusal({"W", "--out=@pipe", "--json=@r.json"}), "");
  const auto arguments = Arguments::Parse({"W", absl::StrCat("--out=", Path("pipe"))}, EvaluateOptionList());
  EXPECT_EQ(ParseEvaluateRequest(*arguments)->journal, "");
}

TEST_F(EvaluateFilesTest, WhatCannotBeWritten_IsNamedWithItsOption) {
  Put("file");
  EXPECT_EQ(CheckAllWritable(std::vector<NamedFile>{{"--out", Path("new/folder/a.pb")}}).message(), "");
  EXPECT_THAT(std::string(CheckAllWritable(std::vector<NamedFile>{{"--json", Path("new/")}}).message()),
              AllOf(HasSubstr("--json: "), HasSubstr("new/ is a folder's name")));
  EXPECT_THAT(std::string(CheckAllWritable(std::vector<NamedFile>{{"--out", Path("file/a.pb")}}).message()),
              AllOf(HasSubstr("--out: cannot write "), HasSubstr("is not a folder")));
}

}  // namespace
}  // namespace assay
