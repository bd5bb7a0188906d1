// How good an entry is on the data sets that are at hand, against the lock and against what it declares.
//
//   AccuracyChecks accuracy = CheckAccuracy({.model = model, .entry = entry, ...}, now);
//   for (Check& check : accuracy.checks) result.checks.push_back(check);
#ifndef ASSAY_HARNESS_CHECK_ACCURACY_H_
#define ASSAY_HARNESS_CHECK_ACCURACY_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "harness/entry_inputs.h"
#include "harness/golden.pb.h"
#include "harness/result.h"
#include "models/model.h"
#include "models/registry.h"
#include "transforms/image_classification.h"
#include "weights/weight_entry.h"

namespace assay {

struct AccuracyQuestion {
  const Model& model;  // in eval mode, with the entry's weights
  const WeightEntry& entry;
  const ImageClassificationOptions& transforms;
  absl::Span<const DataInput> data;
  const proto::EntryGolden* golden = nullptr;  // null where there is none
};

struct AccuracyChecks {
  std::vector<Check> checks;
  std::string pending_reason = {};  // what was measured and is in no lock; empty where all is
};

// Measures each data set, and writes what it found to `now`. "accuracy" compares it with the lock, image by image; a
// packaged data set must be in the lock, and what a user brought that is not in it is PENDING: nothing moved, and
// nobody has recorded what it should be. "metrics" holds it against what the entry declares. Without a golden nothing
// is compared, which the caller says.
AccuracyChecks CheckAccuracy(const AccuracyQuestion& question, proto::EntryGolden& now);

// The accuracy of one entry alone: PENDING where its weights or its data are not at hand, or not in the lock; a golden
// that is missing is a finding. `inputs.data` is not looked
// at: the data sets are looked for.
CombinationResult ValidateAccuracy(const Builder& builder, const WeightEntry& entry, const EntryInputs& inputs,
                                   const proto::EntryGolden* golden);

}  // namespace assay

#endif  // ASSAY_HARNESS_CHECK_ACCURACY_H_
