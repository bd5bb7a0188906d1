// Measures what a version or a combination is now, and holds it against the lock.
//
//   ASSAY_ASSIGN_OR_RETURN(auto golden, ReadTextproto<proto::EntryGolden>(GoldenPath(builder, entry)));
//   const EntryInputs inputs = {.file = Locate(entry), .photographs = photographs};
//   EntryMeasurement measured = ValidateEntry(builder, entry, inputs, &golden, cache);
//   if (measured.result.outcome() == Outcome::kFail) ...
//
// The same measurement serves the tests, the command line, and bless, which writes what was measured.
#ifndef ASSAY_HARNESS_VALIDATE_H_
#define ASSAY_HARNESS_VALIDATE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "harness/entry_inputs.h"
#include "harness/golden.pb.h"
#include "harness/result.h"
#include "models/registry.h"
#include "weights/weight_entry.h"

namespace assay {

// Probes that were run, so that a combination which constructs what its version constructs does not run it again.
class ProbeCache {
 public:
  // Errors: as RunProbe.
  absl::StatusOr<proto::Probe> Get(const Builder& builder, const ConstructOptions& options);

 private:
  std::map<std::string, absl::StatusOr<proto::Probe>> probes_;  // by all that decides how the model is constructed
};

struct BuilderMeasurement {
  CombinationResult result;
  proto::BuilderGolden now;
};

// State dict, probe output, gradients and initial values of a version. Without a golden every check that needs one
// fails, and says how to make it.
BuilderMeasurement ValidateBuilder(const Builder& builder, const proto::BuilderGolden* golden, ProbeCache& cache);

struct EntryMeasurement {
  CombinationResult result;
  proto::EntryGolden now;
};

// Everything that an entry promises: its probe as it constructs the model; and, where its file is at hand, hash,
// tensors, strict loading, meta-data, and the answers of its task (harness/answers.h). PENDING where the file is not at hand
// (NotFound), or is, but the lock holds no outputs of it yet.
EntryMeasurement ValidateEntry(const Builder& builder, const WeightEntry& entry, const EntryInputs& inputs,
                               const proto::EntryGolden* golden, ProbeCache& cache);

}  // namespace assay

#endif  // ASSAY_HARNESS_VALIDATE_H_
