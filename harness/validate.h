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

#include <string>

#include "absl/status/status.h"
#include "harness/entry_inputs.h"
#include "harness/golden.pb.h"
#include "harness/probe_cache.h"
#include "harness/result.h"
#include "models/registry.h"
#include "weights/weight_entry.h"

namespace assay {

// What is said of a lock from before noise floors, or that lost its own. `subject` as BlessCommand takes it.
std::string NoNoiseFloor(const std::string& subject);

// Says in a golden that its model does not run, and why. A lack of memory is the machine's, and is not said.
template <class Golden>
void RecordFailure(const absl::Status& why, Golden& golden) {
  if (!absl::IsResourceExhausted(why)) golden.mutable_probe()->set_failure(std::string(why.message()));
}

struct BuilderMeasurement {
  CombinationResult result;
  proto::BuilderGolden now;
};

// State dict, probe outputs, gradients, statistics, training and initial values of a version. Without a golden every
// check that needs one fails, and says how to make it.
BuilderMeasurement ValidateBuilder(const Builder& builder, const proto::BuilderGolden* golden, ProbeCache& cache);

struct EntryMeasurement {
  CombinationResult result;
  proto::EntryGolden now;
};

// Everything that an entry promises: its probe as it constructs the model, its meta-data; and, where its files are at
// hand, hash, tensors, strict loading, and the answers of its task (harness/answers.h). PENDING where a file is not at
// hand (NotFound), or is, but the lock holds no outputs of it yet.
EntryMeasurement ValidateEntry(const Builder& builder, const WeightEntry& entry, const EntryInputs& inputs,
                               const proto::EntryGolden* golden, ProbeCache& cache);

// Answers that cannot be asked for now, without a file that loads, stay as the lock has them.
void KeepAnswers(const proto::EntryGolden& locked, proto::EntryGolden& now);

}  // namespace assay

#endif  // ASSAY_HARNESS_VALIDATE_H_
