#include "transforms/cuda/fused_preprocess_limit.h"

#include "transforms/crop_plan.h"

namespace assay {
namespace {

// What the crop needs of an axis: how many source pixels, and how many taps all its targets have together.
struct AxisWork {
  int64_t pixels = 0;
  int64_t taps = 0;
};

AxisWork WorkOfAxis(int source, int64_t target, const CropAxis& crop, bool bicubic) {
  if (source == target) return {.pixels = crop.count, .taps = crop.count};  // Pillow makes no pass.
  const ResampleAxis axis = {.scale = static_cast<double>(source) / static_cast<double>(target),
                             .begin = static_cast<double>(crop.begin),
                             .source = source,
                             .count = crop.count};
  const AxisFilter filter = MakeAxisFilter(axis.scale, bicubic);
  AxisWork work;
  for (int i = 0; i < crop.count; ++i) {
    const AxisTaps taps = TapsOf(axis, filter, i);
    work.taps += taps.end - taps.first;
  }
  work.pixels = TapsOf(axis, filter, crop.count - 1).end - TapsOf(axis, filter, 0).first;
  return work;
}

}  // namespace

PreprocessWork WorkOfPreprocess(const ImageView* images, int64_t count, const ImageClassificationOptions& options,
                                PreprocessType type) {
  PreprocessWork work;
  const bool bicubic = options.interpolation == Interpolation::kBicubic;
  for (int64_t i = 0; i < count; ++i) {
    const CropPlan plan = PlanCrop(images[i].height, images[i].width, options.resize_size, options.crop_size);
    const AxisWork rows = WorkOfAxis(images[i].height, plan.target_height, plan.rows, bicubic);
    const AxisWork columns = WorkOfAxis(images[i].width, plan.target_width, plan.columns, bicubic);
    work.bytes_read += kPixelBytes * rows.pixels * columns.pixels;
    work.products += kPixelBytes * (rows.pixels * columns.taps + rows.taps * plan.columns.count);
  }
  work.bytes_written = count * kPixelBytes * options.crop_size * options.crop_size * BytesOf(type);
  return work;
}

}  // namespace assay
