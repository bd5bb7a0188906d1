// What a preset makes of inputs that never change: how an entry prepares its inputs and what it makes of its outputs,
// locked without any file of its own.
//
//   ASSAY_ASSIGN_OR_RETURN(*golden.mutable_preprocessing(), MeasurePreprocessing(entry.transforms));
//
//   preset                inputs                                             stages
//   image classification  "landscape", "portrait", "small": made up images   "resize", "crop", "normalise"
//                         "bgr_with_gaps": the landscape as a camera has it  "normalise"
//   text encoding         sentences, with a small vocabulary of its own      "tokens"
// and of the outputs
//   image classification  logits, some of them equal, one of them NaN        "top 5"
//   mean pooling          hidden states, a row of them without tokens        "embedding"
//
// 8-bit pixels and normalised values are locked by their bytes, which are the same on every machine.
#ifndef ASSAY_HARNESS_PRESET_LOCK_H_
#define ASSAY_HARNESS_PRESET_LOCK_H_

#include "absl/status/statusor.h"
#include "harness/compare_stages.h"
#include "weights/weight_entry.h"

namespace assay {

// No stage for a preset that is none.
// Errors: what the preset refuses: options out of range.
absl::StatusOr<Stages> MeasurePreprocessing(const TransformsPreset& preset);

// What follows the model that `preset` prepares inputs for. Names of categories have no part in it.
// Errors: as above.
absl::StatusOr<Stages> MeasurePostprocessing(const TransformsPreset& preset,
                                             const PostprocessingPreset& postprocessing);

}  // namespace assay

#endif  // ASSAY_HARNESS_PRESET_LOCK_H_
