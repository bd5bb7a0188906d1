// The lock of the layers that applications use themselves (models/layers/, models/ops/), with their defaults and with
// each option set.
#ifndef ASSAY_HARNESS_COMPONENTS_LAYERS_H_
#define ASSAY_HARNESS_COMPONENTS_LAYERS_H_

#include "absl/status/statusor.h"
#include "harness/golden.pb.h"

namespace assay {

// A probe of each layer behind a convolution, so that it has channels and a gradient; functions by their values.
// `noise`: with the floors that bless records. Errors: as RunProbe.
absl::StatusOr<proto::ComponentGolden> MeasureLayers(bool noise = false);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_LAYERS_H_
