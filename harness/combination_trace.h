// The trace of a version or a combination, and what it tells where a validation failed.
//
//   BuilderMeasurement measured = ValidateBuilder(builder, &golden, cache);
//   NameSource(builder, /*entry=*/nullptr, trace, golden.probe(), measured.now.probe(), measured.result);
//   // "first module that differs: layer3.0.bn2 (BatchNorm2d): eps is 0.001, was 1e-05; its output moved 3e-03"
#ifndef ASSAY_HARNESS_COMBINATION_TRACE_H_
#define ASSAY_HARNESS_COMBINATION_TRACE_H_

#include "absl/status/statusor.h"
#include "harness/golden.pb.h"
#include "harness/result.h"
#include "models/registry.h"
#include "weights/weight_entry.h"

namespace assay {

// Whether the entry constructs its model otherwise than its version does: with implied options or overrides, or another
// number of categories. Else its version's trace is its own too.
// Errors: those of ResolveOptions.
absl::StatusOr<bool> HasOwnTrace(const Builder& builder, const WeightEntry& entry);

// The trace of the version (`entry` null), or as the entry constructs its model.
// Errors: those of ResolveOptions and RecordTrace.
absl::StatusOr<proto::Trace> RecordCombinationTrace(const Builder& builder, const WeightEntry* entry);

// Adds to the first check of the probe that failed where the difference comes from, and to a failed check of the
// initial values the first module whose values are others. `was` and `is` are the probes that were compared, `locked`
// the trace from the lock. Records a trace only where a check failed; says nothing where nothing can be named.
void NameSource(const Builder& builder, const WeightEntry* entry, const proto::Trace& locked, const proto::Probe& was,
                const proto::Probe& is, CombinationResult& result);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMBINATION_TRACE_H_
