#include "transforms/image_classification.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "transforms/crop_plan.h"
#include "transforms/resample.h"

namespace assay {
namespace {

Image Crop(ImageView image, const CropPlan& plan, Interpolation interpolation) {
  return Resample(image,
                  {.target_height = plan.target_height,
                   .target_width = plan.target_width,
                   .top = plan.rows.begin,
                   .left = plan.columns.begin,
                   .height = plan.rows.count,
                   .width = plan.columns.count},
                  interpolation);
}

Image InRgb(Image image, PixelOrder order) {
  if (order == PixelOrder::kRgb) return image;
  for (size_t i = 0; i < image.pixels.size(); i += kPixelBytes) std::swap(image.pixels[i], image.pixels[i + 2]);
  return image;
}

}  // namespace

ImageClassificationOptions Override(ImageClassificationOptions options, const ImageClassificationOverrides& overrides) {
  options.crop_size = overrides.crop_size.value_or(options.crop_size);
  options.resize_size = overrides.resize_size.value_or(options.resize_size);
  options.interpolation = overrides.interpolation.value_or(options.interpolation);
  options.mean = overrides.mean.value_or(options.mean);
  options.std = overrides.std.value_or(options.std);
  return options;
}

absl::Status CheckOptions(const ImageClassificationOptions& options) {
  const auto in_range = [](int64_t size) { return size >= 1 && size * size <= kMaxImagePixels; };
  if (!in_range(options.crop_size) || !in_range(options.resize_size)) {
    return absl::InvalidArgumentError(absl::StrCat("crop_size is ", options.crop_size, " and resize_size is ",
                                                   options.resize_size, ": expected each from 1 to ",
                                                   static_cast<int64_t>(std::sqrt(kMaxImagePixels))));
  }
  for (int channel = 0; channel < 3; ++channel) {
    const float mean = options.mean[channel], std = options.std[channel];
    if (!std::isfinite(mean) || !std::isfinite(std) || std == 0.0f) {
      return absl::InvalidArgumentError(absl::StrCat("channel ", channel, " has mean ", mean, " and std ", std,
                                                     ": expected finite numbers and a std other than 0"));
    }
  }
  return absl::OkStatus();
}

ImageClassification::ImageClassification(ImageClassificationOptions options) : options_(options) {
  for (int channel = 0; channel < 3; ++channel) {
    for (int level = 0; level < 256; ++level) {
      normalised_[channel][level] = (level / 255.0f - options_.mean[channel]) / options_.std[channel];
    }
  }
}

absl::StatusOr<FloatImage> ImageClassification::operator()(ImageView image) const {
  ASSAY_RETURN_IF_ERROR(CheckOptions(options_));
  ASSAY_RETURN_IF_ERROR(CheckView(image));
  const CropPlan plan = PlanCrop(image.height, image.width, options_.resize_size, options_.crop_size);
  return Normalise(Crop(image, plan, options_.interpolation), image.order, plan.rows.offset, plan.columns.offset);
}

absl::StatusOr<ImageClassificationStages> ImageClassification::Stages(ImageView image) const {
  ASSAY_RETURN_IF_ERROR(CheckOptions(options_));
  ASSAY_RETURN_IF_ERROR(CheckView(image));
  const CropPlan plan = PlanCrop(image.height, image.width, options_.resize_size, options_.crop_size);
  if (plan.target_height * plan.target_width > kMaxImagePixels) {
    return absl::InvalidArgumentError(absl::StrCat("the whole resized image would have ", plan.target_width, "x",
                                                   plan.target_height, " pixels: expected at most ", kMaxImagePixels));
  }
  Image resized = Resample(image,
                           {.target_height = plan.target_height,
                            .target_width = plan.target_width,
                            .height = static_cast<int>(plan.target_height),
                            .width = static_cast<int>(plan.target_width)},
                           options_.interpolation);
  Image cropped = Crop(image, plan, options_.interpolation);
  FloatImage normalised = Normalise(cropped, image.order, plan.rows.offset, plan.columns.offset);
  return ImageClassificationStages{.resized = InRgb(std::move(resized), image.order),
                                   .cropped = InRgb(std::move(cropped), image.order),
                                   .normalised = std::move(normalised)};
}

FloatImage ImageClassification::Normalise(const Image& crop, PixelOrder order, int top, int left) const {
  const int64_t side = options_.crop_size, plane = side * side;
  FloatImage result = {.channels = 3, .height = options_.crop_size, .width = options_.crop_size};
  result.values.resize(3 * plane);
  for (int channel = 0; channel < 3; ++channel) {
    const std::array<float, 256>& normalised = normalised_[channel];
    float* values = result.values.data() + channel * plane;
    if (crop.width < side || crop.height < side) std::fill(values, values + plane, normalised[0]);
    const uint8_t* level = crop.pixels.data() + (order == PixelOrder::kRgb ? channel : 2 - channel);
    for (int row = 0; row < crop.height; ++row) {
      float* target = values + (top + row) * side + left;
      for (int column = 0; column < crop.width; ++column, level += kPixelBytes) target[column] = normalised[*level];
    }
  }
  return result;
}

}  // namespace assay
