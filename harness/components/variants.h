// The lock of what constructors take and no builder states (models/*/): a ResNeXt, a dilated ResNet, another width.
#ifndef ASSAY_HARNESS_COMPONENTS_VARIANTS_H_
#define ASSAY_HARNESS_COMPONENTS_VARIANTS_H_

#include "absl/status/statusor.h"
#include "harness/golden.pb.h"

namespace assay {

// A probe for each option of each family's constructor, of models as small as the option allows.
// `noise`: with the floors that bless records. Errors: as RunProbe.
absl::StatusOr<proto::ComponentGolden> MeasureVariants(bool noise = false);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_VARIANTS_H_
