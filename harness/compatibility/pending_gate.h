// `bazel test --config=gate`: what a change touches must not be PENDING.
//
//   if (result.outcome() == Outcome::kPending) {
//     ASSAY_ASSIGN_OR_RETURN(std::string why_not, WhyNotPending("golden", "resnet/resnet50/IMAGENET1K_V1.textproto"));
//   }
//
// A combination whose file is not at hand cannot be proven; that is bearable where nothing about it changed since it
// was promised, and not where something did.
#ifndef ASSAY_HARNESS_COMPATIBILITY_PENDING_GATE_H_
#define ASSAY_HARNESS_COMPATIBILITY_PENDING_GATE_H_

#include <string>

#include "absl/status/statusor.h"

namespace assay {

// Why the combination whose golden is golden/`path` must not be PENDING; empty where the newest release promises the
// same bytes (which hold what the catalogue says of the entry too). `golden` is the folder golden/.
// Errors: as ListReleases and OpenRelease.
absl::StatusOr<std::string> WhyNotPending(const std::string& golden, const std::string& path);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_PENDING_GATE_H_
