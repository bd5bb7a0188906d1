#include "harness/compatibility/release_files.h"

#include <filesystem>
#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/release.h"
#include "harness/compatibility/testing/toy_lock.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kIndex[] = "released/1.10/index.textproto";
constexpr char kOldIndex[] = "released/1.9/index.textproto";

// Release 1.9 of a toy, then 1.10, which changed its entry.
class ReleaseFilesTest : public testing::Test {
 protected:
  ReleaseFilesTest() {
    WriteToyLock(golden_);
    Release("1.9");
    old_entry_ = golden_.Read(kToyEntry);
    proto::EntryGolden entry = ToyEntry();
    entry.mutable_catalogue(0)->set_value("moved");
    WriteMessage(golden_, kToyEntry, entry);
    Release("1.10");
  }

  void Release(const std::string& version) const {
    const auto present = LockFiles::InFolder(golden_.path());
    ASSERT_TRUE(present.ok()) << present.status();
    const ReleaseRequest request = {.golden = golden_.path(), .version = version};
    const auto plan = PlanRelease(request, **present, {});
    ASSERT_TRUE(plan.ok()) << plan.status();
    const absl::Status written = WriteRelease(request, *plan, **present);
    ASSERT_TRUE(written.ok()) << written;
  }

  // An index with another message, its sha256 made good: as a mistake of the tool would leave it.
  void Rewrite(const std::string& path, const std::function<void(proto::ReleaseIndex&)>& edit) const {
    proto::ReleaseIndex index;
    ASSERT_TRUE(ParseTextproto(golden_.Read(path), path, index).ok());
    edit(index);
    golden_.Write(path, ReleaseIndexText(index));
  }

  void Replace(const std::string& path, const std::string& was, const std::string& is) const {
    const std::string text = golden_.Read(path);
    ASSERT_THAT(text, HasSubstr(was));
    golden_.Write(path, absl::StrReplaceAll(text, {{was, is}}));
  }

  // Why a release cannot be opened.
  std::string DataLoss(const std::string& version = "1.10") const {
    const absl::Status status = OpenRelease(golden_.path(), version).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
    return std::string(status.message());
  }

  // The line of one file of an index.
  std::string LineOf(const std::string& path, const std::string& file) const {
    const std::string text = golden_.Read(path);
    const size_t begin = text.find(absl::StrCat("file { path: \"", file, "\""));
    EXPECT_NE(begin, text.npos) << file;
    return text.substr(begin, text.find('\n', begin) + 1 - begin);
  }

  const LockFolder golden_;
  std::string old_entry_;
};

TEST_F(ReleaseFilesTest, Newest_IsByNumber) {
  EXPECT_THAT(ListReleases(golden_.path()).value(), ElementsAre("1.9", "1.10"));
  const auto files = OpenNewestRelease(golden_.path());
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ((*files)->Name(), "release 1.10");
}

TEST_F(ReleaseFilesTest, Files_AreReadFromTheFolderThatKeepsThem) {
  EXPECT_FALSE(golden_.Has(absl::StrCat("released/1.10/", kToyBuilder)));
  const auto files = OpenRelease(golden_.path(), "1.10");
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ((*files)->Read(kToyBuilder).value(), golden_.Read(kToyBuilder));
  EXPECT_EQ((*files)->Read(kToyEntry).value(), golden_.Read(kToyEntry));
  EXPECT_EQ((*files)->Read("c/c.textproto").status(), absl::NotFoundError("release 1.10 holds no file c/c.textproto"));
}

TEST_F(ReleaseFilesTest, OlderRelease_StillIsWhatItWas) {
  const auto files = OpenRelease(golden_.path(), "1.9");
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ((*files)->Read(kToyEntry).value(), old_entry_);
}

TEST_F(ReleaseFilesTest, EditedFile_IsDataLossWithTheWayOut) {
  golden_.Write(absl::StrCat("released/1.9/", kToyBuilder), "abd");
  const std::string message = DataLoss();
  EXPECT_THAT(message, HasSubstr("golden/released/1.9/toy/toy18.textproto was edited by hand: it is not what release "
                                 "1.10 promises (sha256 "));
  EXPECT_THAT(message, HasSubstr("`git checkout COMMIT -- golden/released/1.9/toy/toy18.textproto` puts it back"));
}

TEST_F(ReleaseFilesTest, MissingFile_IsDataLoss) {
  golden_.Remove(absl::StrCat("released/1.10/", kToyEntry));
  EXPECT_THAT(DataLoss(),
              HasSubstr("golden/released/1.10/toy/toy18/DIGITS_V1.textproto is missing, which release 1.10 promises"));
}

// The old entry is what release 1.9 alone promises still.
TEST_F(ReleaseFilesTest, MissingFileOfAnOlderRelease_IsDataLoss) {
  golden_.Remove(absl::StrCat("released/1.9/", kToyEntry));
  EXPECT_THAT(DataLoss(),
              HasSubstr("golden/released/1.9/toy/toy18/DIGITS_V1.textproto is missing, which release 1.9 promises"));
}

TEST_F(ReleaseFilesTest, StrayFile_IsDataLoss) {
  golden_.Write("released/1.9/toy/toy34.textproto", "builder: \"toy34\"\n");
  EXPECT_THAT(DataLoss(), HasSubstr("golden/released/1.9/toy/toy34.textproto is in no line of release 1.9's index"));
}

TEST_F(ReleaseFilesTest, MissingIndex_IsDataLoss) {
  golden_.Remove(kIndex);
  EXPECT_THAT(DataLoss(), HasSubstr("golden/released/1.10/index.textproto is missing"));
}

TEST_F(ReleaseFilesTest, DeletedLine_IsDataLoss) {
  Replace(kIndex, LineOf(kIndex, kToyBuilder), "");
  EXPECT_THAT(DataLoss(), HasSubstr("golden/released/1.10/index.textproto was edited by hand: its other lines have the "
                                    "sha256 "));
  // The test of one subject sees it, too.
  EXPECT_EQ(OpenRelease(golden_.path(), "1.10", {kToyEntry}).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(ReleaseFilesTest, FileAndItsLineEditedTogether_AreDataLoss) {
  const std::string file = absl::StrCat("released/1.10/", kToyEntry);
  const std::string was = TextSha256(golden_.Read(file));
  Replace(file, "moved", "moved on");
  Replace(kIndex, was, TextSha256(golden_.Read(file)));
  EXPECT_THAT(DataLoss(), HasSubstr("golden/released/1.10/index.textproto was edited by hand"));
}

// With an index that was made to fit: the next release's expects what it was.
TEST_F(ReleaseFilesTest, OlderReleaseMadeToFit_IsDataLossOfEveryRelease) {
  Rewrite(kOldIndex, [](proto::ReleaseIndex& index) { index.set_date("2020-01-01"); });
  for (const char* version : {"1.9", "1.10"}) {
    EXPECT_THAT(DataLoss(version),
                HasSubstr("golden/released/1.9/index.textproto is not what it was when 1.10 was released: its sha256"));
  }
}

TEST_F(ReleaseFilesTest, ReleaseThatWent_IsDataLoss) {
  for (const std::string& file : golden_.Files()) {
    if (file.rfind("released/1.9/", 0) == 0) golden_.Remove(file);
  }
  std::filesystem::remove_all(golden_.InFolder("released/1.9"));
  EXPECT_THAT(DataLoss(), HasSubstr("golden/released/1.10/index.textproto expects 1.9 as the release before it, and "
                                    "none is there"));
}

TEST_F(ReleaseFilesTest, PromiseThatIsNotWhole_IsDataLoss) {
  Rewrite(kIndex, [](proto::ReleaseIndex& index) {
    for (int i = 0; i < index.file_size(); ++i) {
      if (index.file(i).path() == kToyTrace) index.mutable_file()->DeleteSubrange(i, 1);
    }
  });
  EXPECT_THAT(DataLoss(), HasSubstr("golden/released/1.10/index.textproto promises a library that is not whole (toy18 "
                                    "has no trace)"));
}

TEST_F(ReleaseFilesTest, WantedFiles_AloneAreReadAndChecked) {
  golden_.Write(absl::StrCat("released/1.9/", kToyBuilder), "edited");
  const auto files = OpenRelease(golden_.path(), "1.10", {kToyEntry, "c/c.textproto"});
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ((*files)->Files().size(), 1u);
  EXPECT_EQ((*files)->Read(kToyEntry).value(), golden_.Read(kToyEntry));
  EXPECT_FALSE(OpenRelease(golden_.path(), "1.10", {kToyBuilder}).ok());
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
