// A claim of two builders on real weights: the file that is loaded into both answers alike, to the last bit.
//
//   const std::vector<const WeightEntry*> entries = EntriesOfClaim(*old_builder);
//   ASSAY_ASSIGN_OR_RETURN(const Check check, ProveOnWeights(*old_builder, *new_builder, overrides, *entry, path));
#ifndef ASSAY_HARNESS_CLAIM_WEIGHTS_H_
#define ASSAY_HARNESS_CLAIM_WEIGHTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/result.h"
#include "models/context.h"
#include "models/registry.h"
#include "weights/weight_entry.h"

namespace assay {

// The entries that old users of the builder have: its own and, of a composed model, those of its backbone. What the
// catalogue of this program holds of them.
std::vector<const WeightEntry*> EntriesOfClaim(const Builder& old_builder);

// One check, named after the entry. The models are constructed as for that entry (its categories, its implied options
// and overrides), the new one within `overrides`, and load the file strictly; into the backbone where the entry is the
// backbone's.
// Errors: as EnterOverrides and get(), such as a file with another hash.
absl::StatusOr<Check> ProveOnWeights(const Builder& old_builder, const Builder& new_builder,
                                     const std::vector<NamedOverride>& overrides, const WeightEntry& entry,
                                     const std::string& path);

}  // namespace assay

#endif  // ASSAY_HARNESS_CLAIM_WEIGHTS_H_
