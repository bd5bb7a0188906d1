#include <algorithm>
#include <cmath>

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

// How many windows a tile's columns take at most: from the first one's first source pixel to the last one's last.
int WindowsOf(const ResampleAxis& columns, bool bicubic) {
  using namespace fused_preprocess;
  const double span = (kTile - 1) * columns.scale + 2.0 * MakeAxisFilter(columns.scale, bicubic).support + 2.0;
  return static_cast<int>(std::min(std::ceil(span / kWindow), kMaxResidentWindows + 1.0));
}

// The weights of tiles that take more windows than are kept are made anew for each window, from the first on.
int ResidentWindows(const PreprocessBatch& batch) {
  int most = 1;
  for (int i = 0; i < batch.count; ++i) {
    const int windows = WindowsOf(batch.images[i].columns, batch.bicubic != 0);
    if (windows <= fused_preprocess::kMaxResidentWindows) most = std::max(most, windows);
  }
  return most;
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
    batch.resident_windows = ResidentWindows(batch);
  }
  return batches;
}

}  // namespace assay
