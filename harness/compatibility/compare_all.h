// Two whole locks: versions on all cores, then what belongs to the library.
#ifndef ASSAY_HARNESS_COMPATIBILITY_COMPARE_ALL_H_
#define ASSAY_HARNESS_COMPATIBILITY_COMPARE_ALL_H_

#include <vector>

#include "absl/status/statusor.h"
#include "harness/compatibility/finding.h"
#include "harness/compatibility/lock_files.h"
#include "harness/golden.pb.h"

namespace assay::bc {

// As assay::CompareLocks.
absl::StatusOr<std::vector<Finding>> CompareAll(const LockFiles& promised, const LockFiles& present,
                                                const proto::Tombstones& tombstones);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_COMPARE_ALL_H_
