#include "harness/compatibility/bc_part.h"

#include <algorithm>
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

// The files by which a subject is judged. An entry that constructs what its version constructs has no trace of its own.
Paths FilesOf(const std::string& subject) {
  const std::string version = subject.substr(0, subject.find('/', subject.find('/') + 1));
  return {absl::StrCat(subject, ".textproto"), absl::StrCat(subject, ".trace.textproto"),
          absl::StrCat(version, ".trace.textproto")};
}

// The files of the newest release that `wanted` names; null where nothing was released.
absl::StatusOr<std::unique_ptr<LockFiles>> OpenPromised(const std::string& golden, const Paths& wanted) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> releases, ListReleases(golden));
  if (releases.empty()) return nullptr;
  return OpenRelease(golden, releases.back(), {wanted.begin(), wanted.end()});
}

PartJudgement NothingReleased() { return {.against = "the start", .note = std::string(NoReleaseYet().message())}; }

absl::StatusOr<Paths> Combinations(const LockFiles& files) {
  ASSAY_ASSIGN_OR_RETURN(const auto set, ReadLock<proto::CombinationSet>(files, kCombinationsFile));
  return Paths(set.combination().begin(), set.combination().end());
}

template <class Predicate>
void Erase(std::vector<Finding>& findings, Predicate predicate) {
  findings.erase(std::remove_if(findings.begin(), findings.end(), predicate), findings.end());
}

absl::StatusOr<PartJudgement> JudgeFiles(const std::string& golden, const LockFiles& promised,
                                         const LockFiles& present) {
  ASSAY_ASSIGN_OR_RETURN(const ByHand by_hand, ReadByHand(golden));
  PartJudgement judgement{.against = promised.Name()};
  ASSAY_ASSIGN_OR_RETURN(judgement.findings, JudgePart(promised, present, by_hand, kAnyDay));
  return judgement;
}

}  // namespace

absl::StatusOr<PartJudgement> JudgeSubject(const std::string& golden, const std::string& subject) {
  const Paths wanted = FilesOf(subject);
  const std::string own = absl::StrCat(subject, ".textproto");
  ASSAY_ASSIGN_OR_RETURN(const auto folder, LockFiles::InFolder(golden));
  if (folder->Files().count(own) == 0) {
    return absl::NotFoundError(absl::StrCat("no golden/", own, ": ./bazelw run //tools:bless -- '*' --reason=..."));
  }
  ASSAY_ASSIGN_OR_RETURN(const auto promised, OpenPromised(golden, wanted));
  if (promised == nullptr) return NothingReleased();
  ASSAY_ASSIGN_OR_RETURN(PartJudgement judgement, JudgeFiles(golden, *promised, *OnlyFiles(*folder, wanted)));
  if (promised->Files().count(own)) return judgement;
  // All of it is new but, it may be, the name.
  Erase(judgement.findings, [](const Finding& finding) { return finding.rule != "TOMBSTONE_REUSED"; });
  judgement.note = absl::StrCat(promised->Name(), " does not hold ", subject, ": it may change freely");
  return judgement;
}

absl::StatusOr<PartJudgement> JudgeLibrary(const std::string& golden) {
  ASSAY_ASSIGN_OR_RETURN(const auto folder, LockFiles::InFolder(golden));
  Paths of_the_library;
  for (const auto& [path, sha256] : folder->Files()) {
    if (ParseLockPath(path).kind == LockPath::kLibrary) of_the_library.insert(path);
  }
  ASSAY_ASSIGN_OR_RETURN(const Paths there, Combinations(*folder));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> releases, ListReleases(golden));
  if (releases.empty()) return NothingReleased();
  ASSAY_ASSIGN_OR_RETURN(const auto promised, OpenRelease(golden, releases.back()));
  Paths wanted;
  for (const auto& [file, sha256] : promised->Files()) {
    const LockPath path = ParseLockPath(file);
    if (path.kind == LockPath::kLibrary || there.count(path.Subject()) == 0) wanted.insert(file);
  }
  return JudgeFiles(golden, *OnlyFiles(*promised, wanted), *OnlyFiles(*folder, of_the_library));
}

absl::StatusOr<PartJudgement> JudgeAcceptances(const std::string& golden, absl::CivilDay today) {
  ASSAY_ASSIGN_OR_RETURN(const ByHand by_hand, ReadByHand(golden));
  if (by_hand.acceptances.acceptance().empty())
    return PartJudgement{.against = "the start", .note = "nothing is accepted"};
  ASSAY_ASSIGN_OR_RETURN(const auto present, LockFiles::InFolder(golden));
  ASSAY_ASSIGN_OR_RETURN(const auto promised, OpenNewestRelease(golden));
  PartJudgement judgement{.against = promised->Name()};
  ASSAY_ASSIGN_OR_RETURN(judgement.findings, Judge(*promised, *present, by_hand, today));
  Erase(judgement.findings, [](const Finding& finding) { return !absl::StartsWith(finding.rule, "ACCEPTANCE_"); });
  return judgement;
}

}  // namespace assay
