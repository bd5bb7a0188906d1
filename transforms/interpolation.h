// How a resize weighs the pixels around a point.
#ifndef ASSAY_TRANSFORMS_INTERPOLATION_H_
#define ASSAY_TRANSFORMS_INTERPOLATION_H_

namespace assay {

// Both are antialiased when they shrink, as Pillow's are: the filter widens with the scale.
enum class Interpolation { kBilinear, kBicubic };

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_INTERPOLATION_H_
