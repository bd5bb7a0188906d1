#include "transforms/crop_plan.h"

#include <algorithm>

namespace assay {
namespace {

// Python's round() takes halves to the even number.
CropAxis CenterCrop(int64_t size, int crop) {
  if (size < crop) return {.begin = 0, .count = static_cast<int>(size), .offset = static_cast<int>((crop - size) / 2)};
  const int64_t margin = size - crop;
  const int64_t half = margin / 2;
  return {.begin = margin % 2 == 1 && half % 2 == 1 ? half + 1 : half, .count = crop};
}

// Divided as a double, then truncated.
int64_t LongerSide(int64_t resize_size, int64_t longer, int64_t shorter) {
  return static_cast<int64_t>(static_cast<double>(resize_size * longer) / static_cast<double>(shorter));
}

}  // namespace

CropPlan PlanCrop(int height, int width, int resize_size, int crop_size) {
  const int64_t longer = LongerSide(resize_size, std::max(width, height), std::min(width, height));
  CropPlan plan = {.target_height = width <= height ? longer : resize_size,
                   .target_width = width <= height ? resize_size : longer};
  plan.rows = CenterCrop(plan.target_height, crop_size);
  plan.columns = CenterCrop(plan.target_width, crop_size);
  return plan;
}

}  // namespace assay
