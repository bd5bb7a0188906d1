// A claim: under these overrides of defaults, the new is the old, to the last bit. So a maintainer who changes a
// layer's default, or how it initialises itself, shows that what was released can be had again; and the harness holds
// it ever after.
//
//   ASSAY_ASSIGN_OR_RETURN(const Claim claim,
//                          ClaimOfBuilders("resnet50_fpn", "resnet50_fpn_v2",
//                                          {{"FrozenBatchNorm2d", "eps", 0.0},
//                                           {"FeaturePyramidNetwork", "init_over", "children"}}));
//   ASSAY_ASSIGN_OR_RETURN(const ClaimResult result, ProveClaim(claim));
//   if (result.outcome() == Outcome::kFail) ...   // the check says which tensor, where, and both values
//
// A claim whose overrides change nothing proves nothing: each of them must be needed, or the claim fails. In a BUILD
// file it is a bc_claim() (tools/bazel/bc_claim.bzl).
#ifndef ASSAY_HARNESS_CLAIM_H_
#define ASSAY_HARNESS_CLAIM_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "harness/result.h"
#include "models/context.h"
#include "models/model.h"

namespace assay {

struct Claim {
  // Constructed after the seed 0: the old as it is, the new with the overrides in force.
  std::function<Model()> old_model;
  std::function<Model()> new_model;
  std::vector<NamedOverride> overrides;
  // The parts of ClaimResult that are equal; empty: all. The others must differ, so that no claim says less than what
  // holds. "state" is always one of them: other tensors have no values to compare.
  std::vector<std::string> scope = {};
};

struct ClaimResult {
  // Old against new, with the overrides:
  //   state     keys in order, types, shapes, parameter or buffer, whether it takes gradients; names of inputs and
  //             outputs
  //   init      the values after the seed 0
  //   output    every output of the probe's inputs (harness/probe.h), in eval mode and float64
  //   gradient  of the sum of all squared outputs, by parameter
  //   training  outputs, gradients and buffers after one pass in training mode, which starts from the seed 0 too
  // Then one check for each override, "FrozenBatchNorm2d.eps = 0", that fails where the new is the old without it, in
  // all that the scope names.
  std::vector<Check> checks;
  double seconds = 0;

  Outcome outcome() const {
    for (const Check& check : checks) {
      if (check.outcome() == Outcome::kFail) return Outcome::kFail;
    }
    return Outcome::kPass;
  }
};

// Errors: those of EnterOverrides; InvalidArgument on a claim without overrides, on a scope without "state" and on one
// that names no part; what the models throw, as a Status.
absl::StatusOr<ClaimResult> ProveClaim(const Claim& claim);

// The claim of two builders, without weights.
// Errors: as FindBuilder.
absl::StatusOr<Claim> ClaimOfBuilders(absl::string_view old_builder, absl::string_view new_builder,
                                      std::vector<NamedOverride> overrides, std::vector<std::string> scope = {});

}  // namespace assay

#endif  // ASSAY_HARNESS_CLAIM_H_
