// The library under ours moves too: what of a difference is LibTorch's, and what the change's.
//
//   ASSAY_ASSIGN_OR_RETURN(const Attribution attribution, Attribute(*promised, *here, *there, by_hand, Today()));
//
// `here` and `there` are the same source, measured on two LibTorches (`assay bc --libtorch=OTHER`). No model runs.
#ifndef ASSAY_HARNESS_COMPATIBILITY_ATTRIBUTION_H_
#define ASSAY_HARNESS_COMPATIBILITY_ATTRIBUTION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "harness/compatibility/finding.h"
#include "harness/compatibility/judge.h"
#include "harness/compatibility/lock_files.h"

namespace assay {

struct Attribution {
  // What the present breaks of the promise wherever it runs.
  std::vector<Finding> change;
  // What is so on one of the LibTorches alone: a promise that holds there and not here, then what else differs between
  // the two. Notices all: no edit mends them. Each witness begins with where it was measured.
  std::vector<Finding> environment;
};

// Errors: as Judge; InvalidArgument where the two were measured on the same LibTorch, which tells nothing.
absl::StatusOr<Attribution> Attribute(const LockFiles& promised, const LockFiles& here, const LockFiles& there,
                                      const ByHand& by_hand, absl::CivilDay today);

// The reason that `assay bc --measure` gives for what it measured; the rest of the lock is as it was blessed, on
// whatever.
inline constexpr char kMeasuredReason[] = "measured by assay bc";

// What a lock was measured on, by the first golden with that reason, or where none has it the first of all:
// "LibTorch 2.11.0, AVX512"; "an unknown LibTorch" where none says so. Errors: as ReadLock.
absl::StatusOr<std::string> MeasuredOn(const LockFiles& files);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_ATTRIBUTION_H_
