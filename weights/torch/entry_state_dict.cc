#include "weights/torch/entry_state_dict.h"

#include <functional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/base/progress_line.h"
#include "tools/base/status_macros.h"
#include "tools/base/warning.h"
#include "weights/catalog.h"
#include "weights/locate.h"
#include "weights/reader/digest.h"

namespace assay {
namespace {

absl::Status WarnIfNotLatest(const WeightEntry& entry) {
  if (entry.latest || entry.enum_name.empty()) return absl::OkStatus();
  std::string latest;
  for (const WeightEntry* other : Catalog::Global().ForBuilder(entry.builder)) {
    const bool replaces = other->latest && other->enum_name == entry.enum_name && other->taxonomy == entry.taxonomy;
    if (replaces) latest = absl::StrCat("; those are ", other->FullName());
  }
  return WarnOnce(
      {.kind = WarningKind::kNotLatest,
       .subject = entry.FullName(),
       .message = absl::StrCat(entry.FullName(), " are not the latest weights for ", entry.taxonomy, latest)});
}

}  // namespace

absl::Status CheckFileSha256(const WeightEntry& entry, const std::string& path, bool progress) {
  if (entry.sha256.empty()) return absl::OkStatus();
  ProgressLine line;
  std::function<void(double)> show;
  if (progress) {
    show = [&](double done) { line.Show(absl::StrFormat("checking %s: %.0f%%", path, 100 * done)); };
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string sha256, FileSha256(path, show));
  if (absl::StartsWith(sha256, entry.sha256)) return absl::OkStatus();
  // A file of the user's own is no copy that could be fetched again.
  const char* remedy = entry.LocalPath().empty()
                           ? "the file is damaged or another one: remove it and fetch it again"
                           : "the file is another one, or the entry's sha256 is wrong: correct it, or leave it out";
  return absl::DataLossError(
      absl::StrCat(path, ": sha256 is ", sha256, ", but ", entry.FullName(), " has ", entry.sha256, "; ", remedy));
}

absl::StatusOr<StateDict> StateDictFrom(const WeightEntry& entry, const std::string& path, bool progress) {
  ASSAY_RETURN_IF_ERROR(CheckFileSha256(entry, path, progress));
  ASSAY_ASSIGN_OR_RETURN(const WeightFile file, WeightFile::Open(path));
  return LoadStateDict(file);
}

absl::StatusOr<StateDict> state_dict(const WeightEntry& entry, bool progress) {
  ASSAY_ASSIGN_OR_RETURN(const LocatedFile file, Locate(entry));
  ASSAY_RETURN_IF_ERROR(WarnIfNotLatest(entry));
  return StateDictFrom(entry, file.path, progress);
}

}  // namespace assay
