#include "harness/compatibility/release_index.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/text_format.h"
#include "harness/compatibility/lock_files.h"
#include "harness/compatibility/version.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr absl::string_view kSha256Line = "sha256: ";

std::string OneLine(const google::protobuf::Message& message) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string text;
  printer.PrintToString(message, &text);
  return text;
}

// What is wrong with one line; empty where nothing is.
std::string Problem(const proto::ReleasedFile& file, const std::string& version, const std::string& last) {
  const std::string& path = file.path();
  if (path <= last) return absl::StrCat(path, " is not in its place");
  // Nothing outside golden/ is ever read.
  if (!IsLockPath(path) || absl::StartsWith(path, "/") || absl::StrContains(absl::StrCat("/", path), "/../"))
    return absl::StrCat("\"", path, "\" is no file of a lock");
  if (!CheckVersion(file.kept_in()).ok() || VersionLess(version, file.kept_in()))
    return absl::StrCat(path, " is kept in \"", file.kept_in(), "\", which is no release before it");
  return "";
}

}  // namespace

std::string ReleasedPath(absl::string_view version, absl::string_view path) {
  return absl::StrCat(kReleasedFolder, "/", version, "/", path);
}

std::string ReleaseIndexText(const proto::ReleaseIndex& index) {
  proto::ReleaseIndex head = index;
  head.clear_file();
  head.clear_accepted();
  head.clear_sha256();
  std::string fields;
  google::protobuf::TextFormat::PrintToString(head, &fields);
  const std::string above = absl::StrCat(
      "# proto-file: harness/golden.proto\n# proto-message: assay.proto.ReleaseIndex\n"
      "# Written by `assay release`. Do not edit.\n",
      fields);
  std::string below;
  for (const proto::Acceptance& accepted : index.accepted())
    absl::StrAppend(&below, "accepted { ", OneLine(accepted), "}\n");
  for (const proto::ReleasedFile& file : index.file()) absl::StrAppend(&below, "file { ", OneLine(file), "}\n");
  return absl::StrCat(above, kSha256Line, "\"", IndexSha256(absl::StrCat(above, below)), "\"\n", below);
}

std::string IndexSha256(absl::string_view text) {
  std::string others;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::StartsWith(line, kSha256Line)) absl::StrAppend(&others, line, "\n");
  }
  // The text's last line ends; splitting finds an empty one behind it.
  if (!others.empty()) others.pop_back();
  return TextSha256(others);
}

absl::StatusOr<proto::ReleaseIndex> ParseReleaseIndex(absl::string_view text, const std::string& version) {
  const std::string path = ReleasedPath(version, kReleaseIndexFile);
  proto::ReleaseIndex index;
  ASSAY_RETURN_IF_ERROR(ParseTextproto(std::string(text), absl::StrCat("golden/", path), index));
  const auto contradicts = [&](absl::string_view what) {
    return PromiseEdited(path, absl::StrCat("was edited by hand: ", what));
  };
  if (index.version() != version) return contradicts(absl::StrCat("it says version ", index.version()));
  if (index.file().empty()) return contradicts("it promises nothing");
  std::string last;
  for (const proto::ReleasedFile& file : index.file()) {
    if (const std::string problem = Problem(file, version, last); !problem.empty()) return contradicts(problem);
    last = file.path();
  }
  if (const std::string own = IndexSha256(text); index.sha256() != own) {
    return contradicts(index.has_sha256()
                           ? absl::StrCat("its other lines have the sha256 ", own, ", and it expects ", index.sha256())
                           : "the sha256 of its other lines is missing");
  }
  return index;
}

absl::Status CheckSuccession(const std::vector<proto::ReleaseIndex>& releases) {
  for (size_t i = 0; i < releases.size(); ++i) {
    const proto::ReleaseIndex& release = releases[i];
    const std::string version = i == 0 ? "" : releases[i - 1].version();
    const std::string sha256 = i == 0 ? "" : releases[i - 1].sha256();
    const std::string path = ReleasedPath(release.version(), kReleaseIndexFile);
    const auto name = [](const std::string& words) { return words.empty() ? "none" : words; };
    if (release.previous() != version) {
      return PromiseEdited(path, absl::StrCat("expects ", name(release.previous()), " as the release before it, and ",
                                              name(version), " is there"));
    }
    if (release.previous_sha256() != sha256) {
      return PromiseEdited(ReleasedPath(version, kReleaseIndexFile),
                           absl::StrCat("is not what it was when ", release.version(), " was released: its sha256 is ",
                                        sha256, ", and golden/", path, " expects ", name(release.previous_sha256())));
    }
  }
  return absl::OkStatus();
}

absl::Status PromiseEdited(absl::string_view path, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("golden/", path, " ", what, ": `git log -- golden/", path,
                                          "` shows who changed it, `git checkout COMMIT -- golden/", path,
                                          "` puts it back. What is promised changes by `assay release` alone"));
}

}  // namespace assay
