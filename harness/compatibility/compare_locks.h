// What changed between two locks, each change with its rule, its level, a witness and the way out.
//
//   ASSAY_ASSIGN_OR_RETURN(std::vector<Finding> findings, CompareLocks(*promised, *present, tombstones));
//
// The rules stand in rules.h. No model runs: all that a finding says is in the two locks.
#ifndef ASSAY_HARNESS_COMPATIBILITY_COMPARE_LOCKS_H_
#define ASSAY_HARNESS_COMPATIBILITY_COMPARE_LOCKS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "harness/compatibility/finding.h"
#include "harness/compatibility/lock_files.h"
#include "harness/golden.pb.h"

namespace assay {

// Every difference that a rule names, the worst level first, then by subject. Files are compared on all cores.
// Errors: as ReadLock; InvalidArgument for a file that belongs to no kind of lock. A lock that cannot be read is never
// taken for one that is compatible.
absl::StatusOr<std::vector<Finding>> CompareLocks(const LockFiles& promised, const LockFiles& present,
                                                  const proto::Tombstones& tombstones);

// The parts, for one subject each. Traces may be null: then no module is named.
std::vector<Finding> CompareBuilders(const proto::BuilderGolden& promised, const proto::BuilderGolden& present,
                                     const proto::Trace* promised_trace, const proto::Trace* present_trace);
std::vector<Finding> CompareEntries(const proto::EntryGolden& promised, const proto::EntryGolden& present,
                                    const proto::Trace* promised_trace, const proto::Trace* present_trace);
std::vector<Finding> CompareComponents(const proto::ComponentGolden& promised, const proto::ComponentGolden& present);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_COMPARE_LOCKS_H_
