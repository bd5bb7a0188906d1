// What the code says now, beside what golden/ says: where the two differ, golden/ is stale.
//
//   ASSAY_ASSIGN_OR_RETURN(const LiveLock live, MeasureLiveLock(*golden, {"resnet*"}));
//   const std::unique_ptr<LockFiles> present = WithFiles(*golden, live.changed, live.removed);
//
// `assay bc` compares the promise with this, not with golden/ alone: a change that was not blessed must not pass
// unseen.
#ifndef ASSAY_TOOLS_ASSAY_LIVE_LOCK_H_
#define ASSAY_TOOLS_ASSAY_LIVE_LOCK_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/compatibility/finding.h"
#include "harness/compatibility/lock_files.h"

namespace assay {

struct LiveLock {
  // Against golden/: path to text, and paths.
  std::map<std::string, std::string> changed;
  std::set<std::string> removed;
  // LOCK_STALE for each subject whose golden is not what the code says, where that is not what was asked for;
  // WRONG_IN_ITSELF for each whose measurement fails whatever was promised.
  std::vector<Finding> findings;
};

// What can be told without making a model: which versions and entries there are, their API, what the catalogue says,
// what legacy calls mean. Errors: as ReadLock of `golden`.
absl::StatusOr<LiveLock> ReadLiveLock(const LockFiles& golden);

// All that bless would record of the versions and entries that `globs` match, measured now; of the others as
// ReadLiveLock. Outputs whose files are not at hand stay as golden/ has them.
// Errors: NotFound for a glob that matches nothing; as ReadLock of `golden`.
absl::StatusOr<LiveLock> MeasureLiveLock(const LockFiles& golden, const std::vector<std::string>& globs);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_LIVE_LOCK_H_
