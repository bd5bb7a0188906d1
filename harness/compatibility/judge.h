// The gate: what the present breaks of a promise, less what is accepted.
//
//   ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<LockFiles> promised, OpenPromise(root, "1.0"));
//   ASSAY_ASSIGN_OR_RETURN(const ByHand by_hand, ReadByHand(root + "/golden"));
//   ASSAY_ASSIGN_OR_RETURN(const std::vector<Finding> findings, Judge(*promised, *present, by_hand, Today()));
#ifndef ASSAY_HARNESS_COMPATIBILITY_JUDGE_H_
#define ASSAY_HARNESS_COMPATIBILITY_JUDGE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "harness/compatibility/finding.h"
#include "harness/compatibility/lock_files.h"
#include "harness/compatibility/name_history.h"
#include "harness/golden.pb.h"

namespace assay {

// What is compared against: a release ("1.0"), else a commit ("main", "HEAD~1"); the newest release where `against` is
// empty. `root` is the repository's.
// Errors: NotFound where nothing was released yet, with the command that does it; as OpenRelease and OpenGitLock.
absl::StatusOr<std::unique_ptr<LockFiles>> OpenPromise(const std::string& root, const std::string& against);

// What people write into golden/, and the released names that its tombstones are of.
struct ByHand {
  proto::Acceptances acceptances;
  proto::Tombstones tombstones;
  NameHistory history = {};
};

// Errors: as ReadAcceptances, ReadTombstones and ReadNameHistory.
absl::StatusOr<ByHand> ReadByHand(const std::string& golden);

// Today, in UTC: on which acceptances count.
absl::CivilDay Today();

// All findings, the accepted ones marked.
// Errors: as CompareLocks and CompareNames.
absl::StatusOr<std::vector<Finding>> Judge(const LockFiles& promised, const LockFiles& present, const ByHand& by_hand,
                                           absl::CivilDay today);

// What was found of a comparison, after what was found of the present itself: LOCK_STALE and WRONG_IN_ITSELF come
// first, since until golden/ is blessed the rest is provisional. A golden that is only missing is stale, not removed:
// what the comparison takes for a removal of a subject that `of_present` says is stale is left out.
std::vector<Finding> PresentFirst(std::vector<Finding> of_present, std::vector<Finding> compared);

// Of those the ones that `own` wants, where `promised` and `present` are a part of the library that holds all by which
// they are judged. Whether an acceptance is needed, a part cannot tell: ACCEPTANCE_UNUSED is not among them.
absl::StatusOr<std::vector<Finding>> JudgePart(const LockFiles& promised, const LockFiles& present,
                                               const ByHand& by_hand, absl::CivilDay today,
                                               const std::function<bool(const Finding&)>& own);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_JUDGE_H_
