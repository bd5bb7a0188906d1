// The usual ways to prepare an image wrongly: users' first cause of a wrong accuracy.
//
//   for (const PreprocessingWay& way : UsualWays(options)) std::cout << way.name << ": " << way.mend << "\n";
#ifndef ASSAY_HARNESS_ACCURACY_PREPROCESSING_WAYS_H_
#define ASSAY_HARNESS_ACCURACY_PREPROCESSING_WAYS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/accuracy/dataset_views.h"
#include "transforms/image.h"
#include "transforms/image_classification.h"

namespace assay {

struct PreprocessingWay {
  std::string name = {};  // "BGR order"
  std::string mend = {};  // what to change in a program that does it; empty for what is right
  ImageClassificationOptions options = {};
  ImageChange change = {};  // of the image, before the preprocessing with `options`; null for none
};

// The right way, which is `own`, and then those of interpolation, antialias, sizes, channel order, mean and std that
// differ from it.
std::vector<PreprocessingWay> UsualWays(const ImageClassificationOptions& own);

enum class Sampling { kNearest, kBilinear, kBicubic };

// The image resized without a wider filter where it shrinks, as OpenCV's resize and a tensor's without antialias do it:
// INTER_NEAREST_EXACT, INTER_LINEAR, INTER_CUBIC, up to their rounding.
// Errors: InvalidArgument for a side below 1 or too many pixels.
absl::StatusOr<Image> ResizeWithoutAntialias(const Image& image, int height, int width, Sampling sampling);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_PREPROCESSING_WAYS_H_
