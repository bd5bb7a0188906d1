// The lock of the resize of 8-bit images (transforms/resize.h).
#ifndef ASSAY_HARNESS_COMPONENTS_RESIZE_H_
#define ASSAY_HARNESS_COMPONENTS_RESIZE_H_

#include "harness/golden.pb.h"

namespace assay {

// Each interpolation, growing and shrinking, along one axis and both, from images and from buffers; and what is
// refused.
proto::ComponentGolden MeasureResize();

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_RESIZE_H_
