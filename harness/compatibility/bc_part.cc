#include "harness/compatibility/bc_part.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "harness/compatibility/lock_path.h"
#include "harness/compatibility/lock_views.h"
#include "harness/compatibility/release_files.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

using Paths = std::set<std::string>;

// On which every acceptance counts: what depends on the day must not be what a cached test said.
constexpr absl::CivilDay kAnyDay(1970, 1, 1);

// A version, or a version x entry, as the paths of its files name it.
struct SubjectPath {
  LockPath own;         // its golden's
  Paths family;         // the versions that the present has in its family
  std::string subject;  // "resnet50 x IMAGENET1K_V1"
};

SubjectPath ParseSubject(const std::string& subject, const LockFiles& present) {
  SubjectPath parsed{.own = ParseLockPath(absl::StrCat(subject, ".textproto"))};
  parsed.subject = parsed.own.Subject();
  for (const auto& [path, sha256] : present.Files()) {
    const LockPath other = ParseLockPath(path);
    if (other.kind == LockPath::kBuilder && other.family == parsed.own.family) parsed.family.insert(other.builder);
  }
  return parsed;
}

// Whether the subject is judged by that file, wherever the promise has its family: see JudgeSubject.
bool Judges(const std::string& path, const SubjectPath& subject) {
  const LockPath file = ParseLockPath(path);
  const LockPath& own = subject.own;
  switch (file.kind) {
    case LockPath::kEntry:
    case LockPath::kEntryTrace:
      return file.builder == own.builder && file.entry == own.entry;
    case LockPath::kBuilder:
      if (!own.entry.empty() && (file.family == own.family || subject.family.count(file.builder))) return true;
      return file.builder == own.builder;
    case LockPath::kBuilderTrace:
      return file.builder == own.builder;
    case LockPath::kLibrary:
    case LockPath::kUnknown:
      break;
  }
  return false;
}

Paths FilesOf(const SubjectPath& subject, const LockFiles& files) {
  Paths paths;
  for (const auto& [path, sha256] : files.Files()) {
    if (Judges(path, subject)) paths.insert(path);
  }
  return paths;
}

// The paths of the newest release that are wanted; null where nothing was released.
absl::StatusOr<std::unique_ptr<LockFiles>> OpenPromised(const std::string& golden,
                                                        const std::function<bool(const std::string&)>& wanted) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> releases, ListReleases(golden));
  if (releases.empty()) return nullptr;
  return OpenRelease(golden, releases.back(), wanted);
}

PartJudgement NothingReleased() { return {.against = "the start", .note = std::string(NoReleaseYet().message())}; }

// What is found in files of the library, or of several entries, though it is said of a version or by the name of one.
bool OfTheLibrary(const Finding& finding) {
  for (const char* rule : {"LEGACY_CALL_CHANGED", "TOMBSTONE_WRONG", "DEFAULT_WORSE", "DEFAULT_UNDECIDED"}) {
    if (finding.rule == rule) return true;
  }
  return false;
}

// That an enum was renamed shows in entries, and is said of their version.
bool OfSubject(const Finding& finding, const SubjectPath& subject) {
  if (OfTheLibrary(finding)) return false;
  return finding.subject == subject.subject ||
         (finding.rule == "ENUM_RENAMED" && finding.subject == subject.own.builder);
}

// The versions and entries that have a test: those that there are.
absl::StatusOr<Paths> Tested(const LockFiles& present) {
  ASSAY_ASSIGN_OR_RETURN(const auto set, ReadLock<proto::CombinationSet>(present, kCombinationsFile));
  const Paths there(set.combination().begin(), set.combination().end());
  Paths tested;
  for (const auto& [path, sha256] : present.Files()) {
    const LockPath parsed = ParseLockPath(path);
    if (parsed.IsGolden() && there.count(parsed.Subject())) tested.insert(parsed.Subject());
  }
  return tested;
}

absl::StatusOr<PartJudgement> JudgeFiles(const std::string& golden, const LockFiles& promised, const LockFiles& present,
                                         const std::function<bool(const Finding&)>& own) {
  ASSAY_ASSIGN_OR_RETURN(const ByHand by_hand, ReadByHand(golden));
  PartJudgement judgement{.against = promised.Name()};
  ASSAY_ASSIGN_OR_RETURN(judgement.findings, JudgePart(promised, present, by_hand, kAnyDay, own));
  return judgement;
}

}  // namespace

absl::StatusOr<PartJudgement> JudgeSubject(const std::string& golden, const std::string& subject) {
  const std::string own = absl::StrCat(subject, ".textproto");
  ASSAY_ASSIGN_OR_RETURN(const auto folder, LockFiles::InFolder(golden));
  if (folder->Files().count(own) == 0) {
    return absl::NotFoundError(absl::StrCat("no golden/", own, ": ./bazelw run //tools:bless -- '*' --reason=..."));
  }
  const SubjectPath parsed = ParseSubject(subject, *folder);
  ASSAY_ASSIGN_OR_RETURN(const auto promised,
                         OpenPromised(golden, [&](const std::string& path) { return Judges(path, parsed); }));
  if (promised == nullptr) return NothingReleased();
  ASSAY_ASSIGN_OR_RETURN(PartJudgement judgement,
                         JudgeFiles(golden, *promised, *OnlyFiles(*folder, FilesOf(parsed, *folder)),
                                    [&](const Finding& finding) { return OfSubject(finding, parsed); }));
  const auto& files = promised->Files();
  if (std::none_of(files.begin(), files.end(), [&](const auto& file) {
        const LockPath path = ParseLockPath(file.first);
        return path.IsGolden() && path.Subject() == parsed.subject;
      }))
    judgement.note = absl::StrCat(promised->Name(), " does not hold ", subject, ": it may change freely");
  return judgement;
}

absl::StatusOr<PartJudgement> JudgeLibrary(const std::string& golden) {
  ASSAY_ASSIGN_OR_RETURN(const auto folder, LockFiles::InFolder(golden));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> releases, ListReleases(golden));
  if (releases.empty()) return NothingReleased();
  ASSAY_ASSIGN_OR_RETURN(const Paths tested, Tested(*folder));
  // As a whole: this is the test that sees a promise of which something is missing.
  ASSAY_ASSIGN_OR_RETURN(const auto promised, OpenRelease(golden, releases.back()));
  const auto without_traces = [](const LockFiles& files) {
    Paths paths;
    for (const auto& [path, sha256] : files.Files()) {
      if (!ParseLockPath(path).IsTrace()) paths.insert(path);
    }
    return OnlyFiles(files, paths);
  };
  return JudgeFiles(golden, *without_traces(*promised), *without_traces(*folder), [&](const Finding& finding) {
    return OfTheLibrary(finding) || tested.count(finding.subject) == 0;
  });
}

absl::StatusOr<PartJudgement> JudgeAcceptances(const std::string& golden, absl::CivilDay today) {
  ASSAY_ASSIGN_OR_RETURN(const ByHand by_hand, ReadByHand(golden));
  if (by_hand.acceptances.acceptance().empty())
    return PartJudgement{.against = "the start", .note = "nothing is accepted"};
  ASSAY_ASSIGN_OR_RETURN(const auto present, LockFiles::InFolder(golden));
  ASSAY_ASSIGN_OR_RETURN(const auto promised, OpenNewestRelease(golden));
  PartJudgement judgement{.against = promised->Name()};
  ASSAY_ASSIGN_OR_RETURN(judgement.findings, Judge(*promised, *present, by_hand, today));
  const auto other = [](const Finding& finding) { return !absl::StartsWith(finding.rule, "ACCEPTANCE_"); };
  judgement.findings.erase(std::remove_if(judgement.findings.begin(), judgement.findings.end(), other),
                           judgement.findings.end());
  return judgement;
}

}  // namespace assay
