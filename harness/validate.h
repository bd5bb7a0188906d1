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
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "harness/entry_inputs.h"
#include "harness/golden.pb.h"
#include "harness/model_facts.h"
#include "harness/result.h"
#include "models/model.h"
#include "models/registry.h"
#include "weights/weight_entry.h"

namespace assay {

// Probes that were run, and facts that were measured, so that a combination which constructs what its version
// constructs does not do it again.
class ProbeCache {
 public:
  enum class Noise { kAsLocked, kMeasure };

  // Bless measures the noise floors (harness/noise.h), which doubles a probe's time; who compares takes the lock's.
  explicit ProbeCache(Noise noise = Noise::kAsLocked) : noise_(noise) {}

  // Safe to call from several threads, which then probe several models side by side.
  // Errors: as RunProbe.
  absl::StatusOr<proto::Probe> Get(const Builder& builder, const ConstructOptions& options);

  // The facts of the probe's model, which saves another construction: none depends on the values.
  // Errors: as RunProbe and MeasureFacts.
  absl::StatusOr<ModelFacts> Facts(const Builder& builder, const ConstructOptions& options,
                                   std::optional<SizeMeta> image);

 private:
  struct Probed {
    std::once_flag once;
    absl::StatusOr<proto::Probe> probe;
    std::optional<Model> model;
    std::map<std::pair<int, int>, absl::StatusOr<ModelFacts>> facts;  // by the image's size
  };
  Probed& Run(const Builder& builder, const ConstructOptions& options);

  const Noise noise_;
  std::mutex mutex_;  // of the map, whose elements stay where they are
  std::map<std::string, Probed> probes_;  // by all that decides how the model is constructed
};

// What is said of a lock from before noise floors, or that lost its own. `subject` as BlessCommand takes it.
std::string NoNoiseFloor(const std::string& subject);

struct BuilderMeasurement {
  CombinationResult result;
  proto::BuilderGolden now;
};

// State dict, probe outputs, gradients, statistics, training and initial values of a version. Without a golden every check that needs one
// fails, and says how to make it.
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

}  // namespace assay

#endif  // ASSAY_HARNESS_VALIDATE_H_
