#include "harness/compatibility/lock_index.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "harness/compatibility/lock_path.h"
#include "harness/golden.pb.h"
#include "tools/base/status_macros.h"

namespace assay::bc {
namespace {

// Where a file of that kind is kept in the index; null for one that no lock has.
BothPaths* PlaceOf(const LockPath& parsed, const std::string& path, LockIndex& index) {
  switch (parsed.kind) {
    case LockPath::kBuilder:
      return &index.versions[parsed.builder].golden;
    case LockPath::kBuilderTrace:
      return &index.versions[parsed.builder].trace;
    case LockPath::kEntry:
      return &index.versions[parsed.builder].entries[parsed.entry].golden;
    case LockPath::kEntryTrace:
      return &index.versions[parsed.builder].entries[parsed.entry].trace;
    case LockPath::kLibrary:
      return &index.library[path];
    case LockPath::kUnknown:
      break;
  }
  return nullptr;
}

absl::Status Add(const LockFiles& files, std::string BothPaths::*side, LockIndex& index) {
  for (const auto& [path, sha256] : files.Files()) {
    const LockPath parsed = ParseLockPath(path);
    BothPaths* place = PlaceOf(parsed, path, index);
    if (place == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          files.Name(), ": golden/", path, " is no lock of a builder, an entry or the library: it cannot be compared"));
    }
    place->*side = path;
    if (parsed.kind != LockPath::kLibrary) index.versions[parsed.builder].family = parsed.family;
  }
  return absl::OkStatus();
}

// Files of the present whose subject it no longer has.
void ForgetStale(LockIndex& index) {
  for (auto& [version, files] : index.versions) {
    if (!index.names.count(version)) files.golden.is.clear();
    for (auto& [entry, entry_files] : files.entries) {
      if (!index.names.count(absl::StrCat(version, " x ", entry))) entry_files.golden.is.clear();
    }
  }
}

}  // namespace

absl::StatusOr<LockIndex> IndexLocks(const LockFiles& promised, const LockFiles& present) {
  LockIndex index;
  ASSAY_RETURN_IF_ERROR(Add(promised, &BothPaths::was, index));
  ASSAY_RETURN_IF_ERROR(Add(present, &BothPaths::is, index));
  if (present.Files().count(kCombinationsFile)) {
    ASSAY_ASSIGN_OR_RETURN(const auto set, ReadLock<proto::CombinationSet>(present, kCombinationsFile));
    index.names.insert(set.combination().begin(), set.combination().end());
    ForgetStale(index);
    return index;
  }
  for (const auto& [version, files] : index.versions) {
    if (!files.golden.is.empty()) index.names.insert(version);
    for (const auto& [entry, entry_files] : files.entries) {
      if (!entry_files.golden.is.empty()) index.names.insert(absl::StrCat(version, " x ", entry));
    }
  }
  return index;
}

}  // namespace assay::bc
