#include "harness/compatibility/name_history.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/compatibility/lock_path.h"
#include "harness/compatibility/make_finding.h"
#include "harness/compatibility/release_files.h"
#include "harness/compatibility/tombstones.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// The goldens of versions and entries, by subject.
std::map<std::string, std::string> Goldens(const LockFiles& files) {
  std::map<std::string, std::string> goldens;
  for (const auto& [path, sha256] : files.Files()) {
    if (const LockPath parsed = ParseLockPath(path); parsed.IsGolden()) goldens.emplace(parsed.Subject(), path);
  }
  return goldens;
}

class NameComparison {
 public:
  NameComparison(const NameHistory& history, const LockFiles& promised, const LockFiles& present,
                 const proto::Tombstones& tombstones)
      : history_(history), promised_(Goldens(promised)), present_files_(present), tombstones_(tombstones) {}

  absl::StatusOr<std::vector<Finding>> Compare() {
    present_ = Goldens(present_files_);
    const bool whole = present_files_.Files().count(kCombinationsFile) > 0;
    if (whole) {
      ASSAY_ASSIGN_OR_RETURN(const auto set, ReadLock<proto::CombinationSet>(present_files_, kCombinationsFile));
      names_.insert(set.combination().begin(), set.combination().end());
    } else {
      for (const auto& [subject, path] : present_) names_.insert(subject);
    }
    for (const auto& [subject, name] : history_.names) {
      if (names_.count(subject)) {
        if (!name.gone_in.empty()) ASSAY_RETURN_IF_ERROR(IsBack(subject, name));
      } else if (whole && promised_.count(subject) == 0) {
        ASSAY_RETURN_IF_ERROR(IsGone(name));
      }
    }
    return std::move(findings_);
  }

 private:
  absl::Status IsGone(const ReleasedName& name) {
    ASSAY_ASSIGN_OR_RETURN(const Subject subject, SubjectOf(name, ""));
    const std::string& words = subject.entry.empty() ? subject.builder : subject.weights;
    if (FindTombstone(tombstones_, words) != nullptr) return absl::OkStatus();
    const std::string since = name.gone_in.empty() ? "" : absl::StrCat(" since ", name.gone_in);
    findings_.push_back(
        MakeFinding("TOMBSTONE_MISSING", subject,
                    absl::StrCat(words, " was in release ", name.last, ", is gone", since, " and has no tombstone")));
    return absl::OkStatus();
  }

  absl::Status IsBack(const std::string& text, const ReleasedName& name) {
    const auto golden = present_.find(text);
    ASSAY_ASSIGN_OR_RETURN(const Subject subject,
                           SubjectOf(name, golden == present_.end() ? std::string() : golden->second));
    const std::string& words = subject.entry.empty() ? subject.builder : subject.weights;
    // Of a stone that it has CompareLocks tells where it sees the golden.
    if (golden != present_.end() && FindTombstone(tombstones_, words) != nullptr) return absl::OkStatus();
    findings_.push_back(MakeFinding(
        "TOMBSTONE_REUSED", subject,
        absl::StrCat(words, " was in release ", name.last, ", went in ", name.gone_in, ", and is in use again")));
    return absl::OkStatus();
  }

  // With the entry's full name: of the present golden where there is one, else of the last that was released.
  absl::StatusOr<Subject> SubjectOf(const ReleasedName& name, const std::string& present) const {
    const LockPath path = ParseLockPath(present.empty() ? name.path : present);
    Subject subject{.builder = path.builder, .entry = path.entry, .family = path.family};
    if (path.kind != LockPath::kEntry) return subject;
    if (!present.empty()) {
      ASSAY_ASSIGN_OR_RETURN(const auto golden, ReadLock<proto::EntryGolden>(present_files_, present));
      subject.weights = golden.weights();
      return subject;
    }
    ASSAY_ASSIGN_OR_RETURN(const auto release, OpenRelease(history_.golden, name.last, {name.path}));
    ASSAY_ASSIGN_OR_RETURN(const auto golden, ReadLock<proto::EntryGolden>(*release, name.path));
    subject.weights = golden.weights();
    return subject;
  }

  const NameHistory& history_;
  const std::map<std::string, std::string> promised_;
  const LockFiles& present_files_;
  const proto::Tombstones& tombstones_;
  std::map<std::string, std::string> present_;
  std::set<std::string> names_;  // of the present
  std::vector<Finding> findings_;
};

}  // namespace

absl::StatusOr<NameHistory> ReadNameHistory(const std::string& golden) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<proto::ReleaseIndex> releases, ReadReleaseIndices(golden));
  NameHistory history{.golden = golden};
  for (const proto::ReleaseIndex& release : releases) {
    std::set<std::string> here;
    for (const proto::ReleasedFile& file : release.file()) {
      const LockPath path = ParseLockPath(file.path());
      if (!path.IsGolden()) continue;
      here.insert(path.Subject());
      ReleasedName& name = history.names[path.Subject()];
      if (name.gone_in.empty()) name = {.path = file.path(), .last = release.version()};
    }
    for (auto& [subject, name] : history.names) {
      if (name.gone_in.empty() && here.count(subject) == 0) name.gone_in = release.version();
    }
  }
  return history;
}

absl::StatusOr<std::vector<Finding>> CompareNames(const NameHistory& history, const LockFiles& promised,
                                                  const LockFiles& present, const proto::Tombstones& tombstones) {
  return NameComparison(history, promised, present, tombstones).Compare();
}

}  // namespace assay
