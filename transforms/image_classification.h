// The preprocessing of image classification: resize, centre crop, scale to [0, 1], normalise.
//
//   ImageClassification preprocess({.crop_size = 224, .resize_size = 232});
//   ASSAY_ASSIGN_OR_RETURN(Image photograph, ReadImage("cat.jpg"));
//   ASSAY_ASSIGN_OR_RETURN(FloatImage input, preprocess(photograph));  // 3 x 224 x 224
#ifndef ASSAY_TRANSFORMS_IMAGE_CLASSIFICATION_H_
#define ASSAY_TRANSFORMS_IMAGE_CLASSIFICATION_H_

#include <array>
#include <optional>

#include "absl/status/statusor.h"
#include "transforms/image.h"
#include "transforms/interpolation.h"

namespace assay {

// Units: sizes in pixels; mean and std per channel (red, green, blue) on the scale of [0, 1].
struct ImageClassificationOptions {
  int crop_size = 224;
  int resize_size = 256;  // of the shorter side
  Interpolation interpolation = Interpolation::kBilinear;
  std::array<float, 3> mean{0.485f, 0.456f, 0.406f};
  std::array<float, 3> std{0.229f, 0.224f, 0.225f};
};

// Returns OK if the options can be computed with.
// Errors: InvalidArgument for a size below 1 or too large, a mean or std that is not finite, a std of 0.
absl::Status CheckOptions(const ImageClassificationOptions& options);

// Parameters to change in options that are given, such as an entry's.
struct ImageClassificationOverrides {
  std::optional<int> crop_size = std::nullopt;
  std::optional<int> resize_size = std::nullopt;
  std::optional<Interpolation> interpolation = std::nullopt;
  std::optional<std::array<float, 3>> mean = std::nullopt;
  std::optional<std::array<float, 3>> std = std::nullopt;
};

// `options` with what `overrides` states.
ImageClassificationOptions Override(ImageClassificationOptions options, const ImageClassificationOverrides& overrides);

// What an image passes through on its way to the model, for who asks which step moved. Pixels are in RGB.
struct ImageClassificationStages {
  Image resized;  // the whole of it
  Image cropped;  // what the crop keeps of it, without the padding
  FloatImage normalised;
};

// Computes only the pixels that the crop keeps, so the cost does not grow with the aspect ratio of the photograph.
class ImageClassification {
 public:
  using Options = ImageClassificationOptions;
  using Overrides = ImageClassificationOverrides;

  explicit ImageClassification(ImageClassificationOptions options = {});

  // Returns the preprocessed image: red, green, blue, whatever the view's order. The values are bit for bit those of
  // the source on the same pixels. A crop larger than the resized image is padded with black, as there.
  // Shapes: 3 x crop_size x crop_size.
  // Errors: InvalidArgument for a view that CheckView refuses, or options out of range (sizes below 1, std 0).
  // Source: torchvision 0.26, transforms/_presets.py, ImageClassification on a PIL image.
  absl::StatusOr<FloatImage> operator()(ImageView image) const;

  // The same with the steps before it, at the cost of resizing the whole image: `normalised` is what operator() gives.
  // Errors: as operator(); InvalidArgument for a resized image above kMaxImagePixels.
  absl::StatusOr<ImageClassificationStages> Stages(ImageView image) const;

  const ImageClassificationOptions& options() const { return options_; }

 private:
  // `top` and `left`: where in the result the crop lies.
  FloatImage Normalise(const Image& crop, PixelOrder order, int top, int left) const;

  ImageClassificationOptions options_;
  // A level has 256 values: each channel's are normalised once.
  std::array<std::array<float, 256>, 3> normalised_;
};

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_IMAGE_CLASSIFICATION_H_
