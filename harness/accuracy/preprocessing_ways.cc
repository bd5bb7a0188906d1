#include "harness/accuracy/preprocessing_ways.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "transforms/resize.h"

namespace assay {
namespace {

using Options = ImageClassificationOptions;
using Channels = std::array<float, 3>;

constexpr Channels kImageNetMean = {0.485f, 0.456f, 0.406f};
constexpr Channels kImageNetStd = {0.229f, 0.224f, 0.225f};

// What one pixel of the result takes along an axis: up to four of the source's.
struct Taps {
  std::array<int, 4> at;
  std::array<double, 4> weight;
};

double Weight(Sampling sampling, double distance) {
  const double x = std::abs(distance);
  if (sampling == Sampling::kBilinear) return std::max(0.0, 1 - x);
  constexpr double kA = -0.75;  // OpenCV's and PyTorch's; Pillow has -0.5
  if (x <= 1) return ((kA + 2) * x - (kA + 3)) * x * x + 1;
  return x < 2 ? kA * (((x - 5) * x + 8) * x - 4) : 0;
}

// Of each pixel of an axis.
std::vector<Taps> AxisTaps(int source, int target, Sampling sampling) {
  std::vector<Taps> taps(static_cast<size_t>(target));
  const double scale = static_cast<double>(source) / target;
  for (int i = 0; i < target; ++i) {
    const double centre = (i + 0.5) * scale - 0.5;
    const int first = static_cast<int>(std::floor(centre)) - 1;
    for (int tap = 0; tap < 4; ++tap) {
      taps[i].at[tap] = std::clamp(first + tap, 0, source - 1);
      taps[i].weight[tap] = sampling == Sampling::kNearest ? 0 : Weight(sampling, centre - (first + tap));
    }
    if (sampling != Sampling::kNearest) continue;
    taps[i].at[0] = std::clamp(static_cast<int>((i + 0.5) * scale), 0, source - 1);
    taps[i].weight[0] = 1;
  }
  return taps;
}

// Source: torchvision's size of the longer side, as in transforms/image_classification.cc.
absl::StatusOr<Image> ShorterSideTo(const Image& image, int size, Sampling sampling) {
  const int64_t shorter = std::min(image.width, image.height), longer = std::max(image.width, image.height);
  const auto scaled = static_cast<int64_t>(static_cast<double>(size * longer) / static_cast<double>(shorter));
  if (scaled * size > kMaxImagePixels)
    return absl::InvalidArgumentError(absl::StrCat("resized it would have ", scaled, "x", size, " pixels"));
  const int longer_size = static_cast<int>(scaled);
  const bool portrait = image.width <= image.height;
  return ResizeWithoutAntialias(image, portrait ? longer_size : size, portrait ? size : longer_size, sampling);
}

Image InBgr(Image image) {
  for (size_t i = 0; i < image.pixels.size(); i += kPixelBytes) std::swap(image.pixels[i], image.pixels[i + 2]);
  return image;
}

Channels Times(Channels values, float factor) {
  for (float& value : values) value *= factor;
  return values;
}

bool Same(const Options& a, const Options& b) {
  return a.crop_size == b.crop_size && a.resize_size == b.resize_size && a.interpolation == b.interpolation &&
         a.mean == b.mean && a.std == b.std;
}

// Collects ways, each once.
class Ways {
 public:
  explicit Ways(const Options& own) { ways_.push_back({.name = "as the weights say", .options = own}); }

  void Add(std::string name, std::string mend, const Options& options) {
    for (const PreprocessingWay& way : ways_) {
      if (!way.change && Same(way.options, options)) return;
    }
    ways_.push_back({.name = std::move(name), .mend = std::move(mend), .options = options});
  }

  void AddChange(std::string name, std::string mend, const Options& options, ImageChange change) {
    ways_.push_back(
        {.name = std::move(name), .mend = std::move(mend), .options = options, .change = std::move(change)});
  }

  std::vector<PreprocessingWay> Take() { return std::move(ways_); }

 private:
  std::vector<PreprocessingWay> ways_;
};

void AddOrders(const Options& own, Ways& ways) {
  const auto in_bgr = [](const Image& image) -> absl::StatusOr<Image> { return InBgr(image); };
  const Options turned = Override(own, {.mean = Channels{own.mean[2], own.mean[1], own.mean[0]},
                                        .std = Channels{own.std[2], own.std[1], own.std[0]}});
  const std::string mend = "turn the channels to red, green, blue: OpenCV's imread gives blue first";
  ways.AddChange("BGR order", mend, own, in_bgr);
  if (Same(turned, own)) return;
  ways.AddChange("BGR order, mean and std too", mend, turned, in_bgr);
  ways.Add("mean and std in BGR order", "give mean and std in the order red, green, blue", turned);
}

void AddInterpolations(const Options& own, Ways& ways) {
  const bool is_bicubic = own.interpolation == Interpolation::kBicubic;
  const std::string right = is_bicubic ? "bicubic" : "bilinear";
  const auto shorter = [size = own.resize_size](Sampling sampling) {
    return [size, sampling](const Image& image) { return ShorterSideTo(image, size, sampling); };
  };
  const std::string mend = absl::StrCat("resize with ", right, " interpolation");
  ways.Add(is_bicubic ? "bilinear interpolation" : "bicubic interpolation", mend,
           Override(own, {.interpolation = is_bicubic ? Interpolation::kBilinear : Interpolation::kBicubic}));
  ways.AddChange("nearest interpolation", mend, own, shorter(Sampling::kNearest));
  ways.AddChange(absl::StrCat(right, " without antialias"),
                 "resize as Pillow does: antialias=True for tensors; OpenCV's resize has none", own,
                 shorter(is_bicubic ? Sampling::kBicubic : Sampling::kBilinear));
}

void AddSizes(const Options& own, Ways& ways) {
  const auto resized = [&](int size, const char* what) {
    ways.Add(absl::StrCat("resized to ", size, ", ", what),
             absl::StrCat("resize the shorter side to ", own.resize_size), Override(own, {.resize_size = size}));
  };
  resized(own.crop_size, "the crop's own size");
  resized(own.crop_size + 32, "the crop's and 32");
  resized(static_cast<int>(std::lround(own.crop_size / 0.875)), "the crop's by 0.875");
  const auto squashed = [interpolation = own.interpolation](int side) {
    return [side, interpolation](const Image& image) { return Resize(image, side, side, interpolation); };
  };
  const std::string mend = absl::StrCat("resize the shorter side to ", own.resize_size, ", then crop the middle");
  ways.AddChange(absl::StrCat("squashed to ", own.crop_size, "x", own.crop_size, ", no crop"), mend,
                 Override(own, {.resize_size = own.crop_size}), squashed(own.crop_size));
  if (own.resize_size == own.crop_size) return;
  ways.AddChange(absl::StrCat("squashed to ", own.resize_size, "x", own.resize_size, " before the crop"), mend, own,
                 squashed(own.resize_size));
}

void AddValues(const Options& own, Ways& ways) {
  constexpr float kLevels = 255;
  const auto values = [&](const Channels& mean, const Channels& std, const char* name, const char* mend) {
    ways.Add(name, mend, Override(own, {.mean = mean, .std = std}));
  };
  const char* const normalise = "subtract the weights' mean and divide by their std";
  const char* const divide = "divide the pixels by 255, once, before mean and std";
  values({0, 0, 0}, {1, 1, 1}, "0 to 1, no mean and std", normalise);
  values({0.5f, 0.5f, 0.5f}, {0.5f, 0.5f, 0.5f}, "-1 to 1: mean and std 0.5", normalise);
  values(kImageNetMean, kImageNetStd, "ImageNet's mean and std", normalise);
  values(own.mean, {1, 1, 1}, "mean without std", normalise);
  // (255 x - m) / s is (x - m / 255) / (s / 255).
  values({0, 0, 0}, {1 / kLevels, 1 / kLevels, 1 / kLevels}, "0 to 255, no mean and std", divide);
  values(Times(own.mean, 1 / kLevels), Times(own.std, 1 / kLevels), "0 to 255, with mean and std", divide);
  values(Times(own.mean, kLevels), Times(own.std, kLevels), "divided by 255 twice", divide);
}

}  // namespace

std::vector<PreprocessingWay> UsualWays(const ImageClassificationOptions& own) {
  Ways ways(own);
  AddOrders(own, ways);
  AddValues(own, ways);
  AddInterpolations(own, ways);
  AddSizes(own, ways);
  return ways.Take();
}

absl::StatusOr<Image> ResizeWithoutAntialias(const Image& image, int height, int width, Sampling sampling) {
  if (height < 1 || width < 1 || int64_t{height} * width > kMaxImagePixels)
    return absl::InvalidArgumentError(absl::StrCat("an image cannot be resized to ", width, "x", height, " pixels"));
  const std::vector<Taps> rows = AxisTaps(image.height, height, sampling);
  const std::vector<Taps> columns = AxisTaps(image.width, width, sampling);
  Image resized = {.width = width, .height = height};
  resized.pixels.reserve(static_cast<size_t>(height) * width * kPixelBytes);
  for (const Taps& row : rows) {
    for (const Taps& column : columns) {
      for (int channel = 0; channel < kPixelBytes; ++channel) {
        double sum = 0;
        for (int y = 0; y < 4; ++y) {
          if (row.weight[y] == 0) continue;
          const uint8_t* const line =
              image.pixels.data() + static_cast<size_t>(row.at[y]) * image.width * kPixelBytes + channel;
          for (int x = 0; x < 4; ++x) sum += row.weight[y] * column.weight[x] * line[column.at[x] * kPixelBytes];
        }
        resized.pixels.push_back(static_cast<uint8_t>(std::lround(std::clamp(sum, 0.0, 255.0))));
      }
    }
  }
  return resized;
}

}  // namespace assay
