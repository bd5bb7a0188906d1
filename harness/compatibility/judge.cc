#include "harness/compatibility/judge.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "harness/compatibility/acceptances.h"
#include "harness/compatibility/compare_locks.h"
#include "harness/compatibility/git_files.h"
#include "harness/compatibility/release_files.h"
#include "harness/compatibility/tombstones.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// Of the two locks, and of the names of all releases.
absl::StatusOr<std::vector<Finding>> Compare(const LockFiles& promised, const LockFiles& present,
                                             const ByHand& by_hand) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<Finding> findings, CompareLocks(promised, present, by_hand.tombstones));
  ASSAY_ASSIGN_OR_RETURN(std::vector<Finding> names,
                         CompareNames(by_hand.history, promised, present, by_hand.tombstones));
  // Of the worst level, as the first are.
  findings.insert(findings.begin(), std::make_move_iterator(names.begin()), std::make_move_iterator(names.end()));
  return findings;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LockFiles>> OpenPromise(const std::string& root, const std::string& against) {
  const std::string golden = absl::StrCat(root, "/golden");
  if (against.empty()) return OpenNewestRelease(golden);
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> releases, ListReleases(golden));
  if (std::find(releases.begin(), releases.end(), against) != releases.end()) return OpenRelease(golden, against);
  return OpenGitLock(root, against);
}

absl::CivilDay Today() { return absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()); }

absl::StatusOr<ByHand> ReadByHand(const std::string& golden) {
  ByHand by_hand;
  ASSAY_ASSIGN_OR_RETURN(by_hand.acceptances, ReadAcceptances(absl::StrCat(golden, "/", kAcceptancesFile), Today()));
  ASSAY_ASSIGN_OR_RETURN(by_hand.tombstones, ReadTombstones(absl::StrCat(golden, "/", kTombstonesFile)));
  ASSAY_ASSIGN_OR_RETURN(by_hand.history, ReadNameHistory(golden));
  return by_hand;
}

absl::StatusOr<std::vector<Finding>> Judge(const LockFiles& promised, const LockFiles& present, const ByHand& by_hand,
                                           absl::CivilDay today) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<Finding> findings, Compare(promised, present, by_hand));
  ApplyAcceptances(by_hand.acceptances, today, findings);
  return findings;
}

std::vector<Finding> PresentFirst(std::vector<Finding> of_present, std::vector<Finding> compared) {
  std::set<std::string> stale;
  for (const Finding& finding : of_present) {
    if (finding.rule == "LOCK_STALE") stale.insert(finding.subject);
  }
  std::vector<Finding> findings = std::move(of_present);
  for (Finding& finding : compared) {
    const bool removal =
        finding.rule == "BUILDER_REMOVED" || finding.rule == "ENTRY_REMOVED" || finding.rule == "TOMBSTONE_MISSING";
    if (!removal || stale.count(finding.subject) == 0) findings.push_back(std::move(finding));
  }
  return findings;
}

absl::StatusOr<std::vector<Finding>> JudgePart(const LockFiles& promised, const LockFiles& present,
                                               const ByHand& by_hand, absl::CivilDay today,
                                               const std::function<bool(const Finding&)>& own) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<Finding> findings, Judge(promised, present, by_hand, today));
  const auto others = [&](const Finding& finding) { return finding.rule == "ACCEPTANCE_UNUSED" || !own(finding); };
  findings.erase(std::remove_if(findings.begin(), findings.end(), others), findings.end());
  return findings;
}

}  // namespace assay
