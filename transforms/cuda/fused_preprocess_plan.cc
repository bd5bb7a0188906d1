#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "transforms/crop_plan.h"
#include "transforms/cuda/fused_preprocess.h"

namespace assay {
namespace {

PreprocessedImage PlanImage(const ImageView& image, const ImageClassificationOptions& options) {
  const CropPlan plan = PlanCrop(image.height, image.width, options.resize_size, options.crop_size);
  const auto axis = [](int source, int64_t target, const CropAxis& crop) {
    return ResampleAxis{.scale = static_cast<double>(source) / static_cast<double>(target),
                        .begin = static_cast<double>(crop.begin),
                        .source = source,
                        .count = crop.count};
  };
  return {.pixels = image.data,
          .row_stride = image.row_stride,
          .rows = axis(image.height, plan.target_height, plan.rows),
          .columns = axis(image.width, plan.target_width, plan.columns),
          .bgr = image.order == PixelOrder::kBgr};
}

// How many source pixels `targets` neighbouring ones reach over, at most: their own taps are at most 2 * support + 1.
double Reach(const ResampleAxis& axis, int targets, bool bicubic) {
  return (targets - 1) * axis.scale + 2.0 * MakeAxisFilter(axis.scale, bicubic).support + 1.0;
}

// Whether the kernel may have to make a sum in parts: a tile reaches beyond a window, or a group of sixteen elements,
// which are of at most six pixels, beyond what one product takes from an aligned byte on.
bool NeedsPartialSums(const PreprocessedImage& image, bool bicubic) {
  using namespace fused_preprocess;
  return Reach(image.rows, kTile, bicubic) > kWindow || Reach(image.columns, kTile, bicubic) > kWindow ||
         3.0 * Reach(image.columns, 6, bicubic) + 15.0 > kReach;
}

void SetRoom(PreprocessBatch& batch) {
  const bool bicubic = batch.bicubic != 0;
  batch.table_taps = fused_preprocess::kFewTaps;
  for (int i = 0; i < batch.count; ++i) {
    const PreprocessedImage& image = batch.images[i];
    const double taps = std::max(Reach(image.rows, 1, bicubic), Reach(image.columns, 1, bicubic));
    if (taps > fused_preprocess::kFewTaps) batch.table_taps = fused_preprocess::kManyTaps;
    if (NeedsPartialSums(image, bicubic)) batch.partial_sums = 1;
  }
}

}  // namespace

int64_t BytesOf(PreprocessType type) { return type == PreprocessType::kFloat32 ? 4 : 2; }

absl::Status CheckPreprocess(const ImageView* images, int64_t count, const ImageClassificationOptions& options,
                             const PreprocessOutput& output) {
  ASSAY_RETURN_IF_ERROR(CheckOptions(options));
  if (count < 0) return absl::InvalidArgumentError(absl::StrCat("count is ", count, ": expected 0 images or more"));
  if (count == 0) return absl::OkStatus();
  if (images == nullptr) return absl::InvalidArgumentError("the table of images is null");
  if (output.values == nullptr) return absl::InvalidArgumentError("the output's values are null");
  if (reinterpret_cast<uintptr_t>(output.values) % BytesOf(output.type) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("the output's values lie at an address that is no multiple of ", BytesOf(output.type), " bytes"));
  }
  for (int64_t i = 0; i < count; ++i) {
    if (absl::Status valid = CheckView(images[i]); !valid.ok()) {
      return absl::Status(valid.code(), absl::StrCat("image ", i, ": ", valid.message()));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<PreprocessBatch>> PlanPreprocess(const ImageView* images, int64_t count,
                                                            const ImageClassificationOptions& options,
                                                            const PreprocessOutput& output) {
  ASSAY_RETURN_IF_ERROR(CheckPreprocess(images, count, options, output));
  const int64_t image_bytes = int64_t{3} * options.crop_size * options.crop_size * BytesOf(output.type);
  std::vector<PreprocessBatch> batches((count + kImagesPerLaunch - 1) / kImagesPerLaunch);
  for (int64_t first = 0; first < count; first += kImagesPerLaunch) {
    PreprocessBatch& batch = batches[first / kImagesPerLaunch];
    batch.output = static_cast<unsigned char*>(output.values) + first * image_bytes;
    batch.count = static_cast<int>(std::min<int64_t>(count - first, kImagesPerLaunch));
    batch.crop = options.crop_size;
    batch.bicubic = options.interpolation == Interpolation::kBicubic;
    std::copy(options.mean.begin(), options.mean.end(), batch.mean);
    std::copy(options.std.begin(), options.std.end(), batch.std);
    for (int i = 0; i < batch.count; ++i) batch.images[i] = PlanImage(images[first + i], options);
    SetRoom(batch);
  }
  return batches;
}

}  // namespace assay
