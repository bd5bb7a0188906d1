// Promises what golden/ holds, under a version.
//
//   ASSAY_ASSIGN_OR_RETURN(const ReleasePlan plan, PlanRelease(request, *present, findings));
//   ASSAY_RETURN_IF_ERROR(WriteRelease(request, plan, *present));
//
// A release adds one folder, golden/released/<version>/, with an index of all that it promises and the files that are
// not those of the release before it. It is there whole or not at all, and nothing of an earlier release is touched.
#ifndef ASSAY_HARNESS_COMPATIBILITY_RELEASE_H_
#define ASSAY_HARNESS_COMPATIBILITY_RELEASE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "harness/compatibility/finding.h"
#include "harness/compatibility/lock_files.h"
#include "harness/golden.pb.h"

namespace assay {

struct ReleaseRequest {
  std::string golden;   // the folder golden/
  std::string version;  // "1.1"
  absl::CivilDay today;
  proto::Acceptances acceptances = {};
};

struct ReleasePlan {
  proto::ReleaseIndex index;
  // Paths below golden/, against the release before. The first two are what the release's folder will keep.
  std::vector<std::string> added;
  std::vector<std::string> changed;
  std::vector<std::string> removed;
};

// What the release would be; writes nothing. `findings` are what the present breaks of the newest release, with the
// request's acceptances applied; none for the first release.
// Errors: InvalidArgument for a version that is none; AlreadyExists for one that was released; FailedPrecondition for
// one that is not greater than the newest, for findings that break and are not accepted, for a present that is not
// whole (CheckComplete), and for one that is what the newest release promises already; as OpenNewestRelease but for
// NotFound.
absl::StatusOr<ReleasePlan> PlanRelease(const ReleaseRequest& request, const LockFiles& present,
                                        absl::Span<const Finding> findings);

// Writes what was planned, then takes the acceptances that it used up out of golden/acceptances.textproto.
// Errors: naming the file and what the system said. Where only the acceptances could not be written, the release
// stands.
absl::Status WriteRelease(const ReleaseRequest& request, const ReleasePlan& plan, const LockFiles& present);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_RELEASE_H_
