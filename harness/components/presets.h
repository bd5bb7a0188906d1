// The lock of presets that applications make themselves: their defaults, and what an override of an entry's options
// changes.
#ifndef ASSAY_HARNESS_COMPONENTS_PRESETS_H_
#define ASSAY_HARNESS_COMPONENTS_PRESETS_H_

#include "absl/status/statusor.h"
#include "harness/golden.pb.h"

namespace assay {

// What each preset makes of the inputs of harness/preset_lock.h, with its defaults and with each override alone.
// Errors: as MeasurePreprocessing.
absl::StatusOr<proto::ComponentGolden> MeasurePresets();

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_PRESETS_H_
