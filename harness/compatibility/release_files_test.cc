#include "harness/compatibility/release_files.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/lock_folder.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr char kAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr char kNothing[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string Line(const std::string& path, const std::string& sha256, const std::string& kept_in) {
  return absl::StrCat("file { path: \"", path, "\" sha256: \"", sha256, "\" kept_in: \"", kept_in, "\" }\n");
}

// Release 1.9, then 1.10, which changed one of two files.
class ReleaseFilesTest : public testing::Test {
 protected:
  ReleaseFilesTest() {
    golden_.Write("released/1.9/a/a.textproto", "abc");
    golden_.Write("released/1.9/b/b.textproto", "abc");
    golden_.Write("released/1.9/index.textproto",
                  "version: \"1.9\"\n" + Line("a/a.textproto", kAbc, "1.9") + Line("b/b.textproto", kAbc, "1.9"));
    golden_.Write("released/1.10/b/b.textproto", "");
    WriteIndex("version: \"1.10\"\n" + Line("a/a.textproto", kAbc, "1.9") + Line("b/b.textproto", kNothing, "1.10"));
  }

  void WriteIndex(const std::string& text) const { golden_.Write("released/1.10/index.textproto", text); }

  // Why release 1.10 cannot be opened.
  std::string DataLoss() const {
    const absl::Status status = OpenRelease(golden_.path(), "1.10").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
    return std::string(status.message());
  }

  const LockFolder golden_;
};

TEST_F(ReleaseFilesTest, Newest_IsByNumber) {
  EXPECT_THAT(ListReleases(golden_.path()).value(), ElementsAre("1.9", "1.10"));
  const auto files = OpenNewestRelease(golden_.path());
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ((*files)->Name(), "release 1.10");
}

TEST_F(ReleaseFilesTest, Files_AreReadFromTheFolderThatKeepsThem) {
  const auto files = OpenRelease(golden_.path(), "1.10");
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_THAT((*files)->Files(), ElementsAre(Pair("a/a.textproto", kAbc), Pair("b/b.textproto", kNothing)));
  EXPECT_EQ((*files)->Read("a/a.textproto").value(), "abc");
  EXPECT_EQ((*files)->Read("b/b.textproto").value(), "");
  EXPECT_EQ((*files)->Read("c/c.textproto").status(), absl::NotFoundError("release 1.10 holds no file c/c.textproto"));
}

TEST_F(ReleaseFilesTest, OlderRelease_StillIsWhatItWas) {
  const auto files = OpenRelease(golden_.path(), "1.9");
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ((*files)->Read("b/b.textproto").value(), "abc");
}

TEST_F(ReleaseFilesTest, EditedFile_IsDataLoss) {
  golden_.Write("released/1.9/a/a.textproto", "abd");
  EXPECT_THAT(DataLoss(), HasSubstr("golden/released/1.9/a/a.textproto was edited by hand: it is not what release 1.10 "
                                    "promises"));
}

TEST_F(ReleaseFilesTest, MissingFile_IsDataLoss) {
  golden_.Remove("released/1.10/b/b.textproto");
  EXPECT_THAT(DataLoss(), HasSubstr("golden/released/1.10/b/b.textproto is missing, which release 1.10 promises"));
}

TEST_F(ReleaseFilesTest, MissingIndex_IsDataLoss) {
  golden_.Remove("released/1.10/index.textproto");
  EXPECT_THAT(DataLoss(), HasSubstr("golden/released/1.10/index.textproto is missing"));
}

TEST_F(ReleaseFilesTest, IndexThatContradictsItself_IsDataLoss) {
  WriteIndex("version: \"1.9\"\n" + Line("a/a.textproto", kAbc, "1.9"));
  EXPECT_THAT(DataLoss(), HasSubstr("it says version 1.9"));
  WriteIndex("version: \"1.10\"\n");
  EXPECT_THAT(DataLoss(), HasSubstr("it promises nothing"));
  WriteIndex("version: \"1.10\"\n" + Line("b/b.textproto", kAbc, "1.9") + Line("a/a.textproto", kAbc, "1.9"));
  EXPECT_THAT(DataLoss(), HasSubstr("a/a.textproto is not in its place"));
  WriteIndex("version: \"1.10\"\n" + Line("a/a.textproto", kAbc, "1.11"));
  EXPECT_THAT(DataLoss(), HasSubstr("a/a.textproto is kept in \"1.11\", which is no release before it"));
}

TEST_F(ReleaseFilesTest, IndexThatLeadsOutOfGolden_IsDataLoss) {
  for (const char* path : {"../a.textproto", "/etc/a.textproto", "a/../../a.textproto", "a/passwd"}) {
    WriteIndex("version: \"1.10\"\n" + Line(path, kAbc, "1.9"));
    EXPECT_THAT(DataLoss(), HasSubstr(absl::StrCat("\"", path, "\" is no file of a lock")));
  }
  WriteIndex("version: \"1.10\"\n" + Line("a/a.textproto", kAbc, "../1.9"));
  EXPECT_THAT(DataLoss(), HasSubstr("is kept in \"../1.9\""));
}

TEST_F(ReleaseFilesTest, IndexThatCannotBeRead_NamesThePlace) {
  WriteIndex("version: \"1.10\"\nfiel { }\n");
  const absl::Status status = OpenRelease(golden_.path(), "1.10").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("golden/released/1.10/index.textproto:2:"));
}

TEST_F(ReleaseFilesTest, WantedFiles_AloneAreReadAndChecked) {
  golden_.Write("released/1.9/a/a.textproto", "edited");
  const auto files = OpenRelease(golden_.path(), "1.10", {"b/b.textproto", "c/c.textproto"});
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_THAT((*files)->Files(), ElementsAre(Pair("b/b.textproto", kNothing)));
  EXPECT_FALSE(OpenRelease(golden_.path(), "1.10", {"a/a.textproto"}).ok());
}

TEST_F(ReleaseFilesTest, UnknownRelease_NamesTheNewest) {
  EXPECT_EQ(OpenRelease(golden_.path(), "2.0").status(), absl::NotFoundError("no release 2.0: the newest is 1.10"));
}

TEST_F(ReleaseFilesTest, FolderThatIsNoVersion_IsDataLoss) {
  golden_.Write("released/new/index.textproto", "");
  EXPECT_EQ(OpenNewestRelease(golden_.path()).status(),
            absl::DataLossError("golden/released/new is no release: remove it"));
}

TEST(NoRelease, Newest_SaysHowToMakeOne) {
  const LockFolder golden;
  EXPECT_THAT(ListReleases(golden.path()).value(), IsEmpty());
  const absl::Status status = OpenNewestRelease(golden.path()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("./bazelw run //tools:assay -- release 1.0"));
  EXPECT_EQ(OpenRelease(golden.path(), "1.0").status(), status);
}

}  // namespace
}  // namespace assay
