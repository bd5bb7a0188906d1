#include "harness/compatibility/release_index.h"

#include <functional>
#include <string>

#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/lock_files.h"

namespace assay {
namespace {

using testing::HasSubstr;

proto::ReleasedFile File(const std::string& path, const std::string& kept_in) {
  proto::ReleasedFile file;
  file.set_path(path);
  file.set_sha256("00ff");
  file.set_kept_in(kept_in);
  return file;
}

proto::ReleaseIndex Index() {
  proto::ReleaseIndex index;
  index.set_version("1.10");
  index.set_previous("1.9");
  index.set_date("2026-11-24");
  index.set_previous_sha256("1234");
  *index.add_file() = File("a/a.textproto", "1.9");
  *index.add_file() = File("b/b.textproto", "1.10");
  return index;
}

// Why an index cannot be used, whose sha256 is right.
std::string Problem(const std::function<void(proto::ReleaseIndex&)>& edit) {
  proto::ReleaseIndex index = Index();
  edit(index);
  const absl::Status status = ParseReleaseIndex(ReleaseIndexText(index), "1.10").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  return std::string(status.message());
}

constexpr char kWithoutSha256[] = R"(# proto-file: harness/golden.proto
# proto-message: assay.proto.ReleaseIndex
# Written by `assay release`. Do not edit.
version: "1.10"
previous: "1.9"
date: "2026-11-24"
previous_sha256: "1234"
file { path: "a/a.textproto" sha256: "00ff" kept_in: "1.9" }
file { path: "b/b.textproto" sha256: "00ff" kept_in: "1.10" }
)";

TEST(ReleaseIndexText, Sha256_IsOfTheOtherLines) {
  const std::string line = "sha256: \"" + TextSha256(kWithoutSha256) + "\"\n";
  EXPECT_EQ(ReleaseIndexText(Index()), absl::StrReplaceAll(kWithoutSha256, {{"\"1234\"\n", "\"1234\"\n" + line}}));
  EXPECT_EQ(IndexSha256(ReleaseIndexText(Index())), TextSha256(kWithoutSha256));
}

TEST(ReleaseIndexText, Index_IsReadAsItWasWritten) {
  const std::string text = ReleaseIndexText(Index());
  const auto index = ParseReleaseIndex(text, "1.10");
  ASSERT_TRUE(index.ok()) << index.status();
  EXPECT_EQ(index->sha256(), TextSha256(kWithoutSha256));
  EXPECT_EQ(ReleaseIndexText(*index), text);
}

TEST(ParseReleaseIndex, EditedLine_IsDataLoss) {
  const std::string text = ReleaseIndexText(Index());
  for (const auto& [was, is] : {std::pair<std::string, std::string>{"2026-11-24", "2026-11-25"},
                                {"file { path: \"a/a.textproto\" sha256: \"00ff\" kept_in: \"1.9\" }\n", ""},
                                {"# Written by `assay release`. Do not edit.\n", ""}}) {
    const absl::Status status = ParseReleaseIndex(absl::StrReplaceAll(text, {{was, is}}), "1.10").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << was;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("golden/released/1.10/index.textproto was edited by hand: its other lines have the sha256 "));
  }
}

TEST(ParseReleaseIndex, IndexWithoutSha256_IsDataLoss) {
  EXPECT_THAT(std::string(ParseReleaseIndex(kWithoutSha256, "1.10").status().message()),
              HasSubstr("the sha256 of its other lines is missing: `git log -- "
                        "golden/released/1.10/index.textproto` shows who changed it"));
}

TEST(ParseReleaseIndex, IndexThatContradictsItself_IsDataLoss) {
  EXPECT_THAT(Problem([](auto& index) { index.set_version("1.9"); }), HasSubstr("it says version 1.9"));
  EXPECT_THAT(Problem([](auto& index) { index.clear_file(); }), HasSubstr("it promises nothing"));
  EXPECT_THAT(Problem([](auto& index) { index.mutable_file()->SwapElements(0, 1); }),
              HasSubstr("a/a.textproto is not in its place"));
  EXPECT_THAT(Problem([](auto& index) { index.mutable_file(0)->set_kept_in("1.11"); }),
              HasSubstr("a/a.textproto is kept in \"1.11\", which is no release before it"));
}

TEST(ParseReleaseIndex, IndexThatLeadsOutOfGolden_IsDataLoss) {
  for (const std::string path : {"../a.textproto", "/etc/a.textproto", "a/../../a.textproto", "a/passwd"}) {
    EXPECT_THAT(Problem([&](auto& index) { index.mutable_file(0)->set_path(path); }),
                HasSubstr("\"" + path + "\" is no file of a lock"));
  }
  EXPECT_THAT(Problem([](auto& index) { index.mutable_file(0)->set_kept_in("../1.9"); }),
              HasSubstr("is kept in \"../1.9\""));
}

TEST(ParseReleaseIndex, TextThatCannotBeRead_NamesThePlace) {
  const absl::Status status = ParseReleaseIndex("version: \"1.10\"\nfiel { }\n", "1.10").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("golden/released/1.10/index.textproto:2:"));
}

TEST(CheckSuccession, EachIndex_NamesTheOneBeforeIt) {
  proto::ReleaseIndex first, second;
  first.set_version("1.9");
  first.set_sha256("1234");
  second = Index();
  EXPECT_EQ(CheckSuccession({}), absl::OkStatus());
  EXPECT_EQ(CheckSuccession({first, second}), absl::OkStatus());
  first.set_sha256("1235");
  EXPECT_THAT(std::string(CheckSuccession({first, second}).message()),
              HasSubstr("golden/released/1.9/index.textproto is not what it was when 1.10 was released: its sha256 is "
                        "1235, and golden/released/1.10/index.textproto expects 1234"));
  EXPECT_THAT(
      std::string(CheckSuccession({second}).message()),
      HasSubstr("golden/released/1.10/index.textproto expects 1.9 as the release before it, and none is there"));
}

}  // namespace
}  // namespace assay
