// Where torchvision's classification preset resizes an image to, and which part of that its centre crop keeps.
//
//   const CropPlan plan = PlanCrop(375, 500, 256, 224);  // to 256 x 341, of which rows 16 to 239 and columns 58 to 281
#ifndef ASSAY_TRANSFORMS_CROP_PLAN_H_
#define ASSAY_TRANSFORMS_CROP_PLAN_H_

#include <cstdint>

namespace assay {

// Along one axis: which of the resized image's pixels the crop keeps, and where in the crop they lie.
struct CropAxis {
  int64_t begin = 0;
  int count = 0;
  int offset = 0;
};

// The whole resized image, and what is kept of it.
struct CropPlan {
  int64_t target_height = 0;
  int64_t target_width = 0;
  CropAxis rows;
  CropAxis columns;
};

// Returns the plan for an image whose shorter side becomes `resize_size` before a square of `crop_size` is cut from its
// middle. All four must be at least 1.
// Source: torchvision 0.26, transforms/functional.py, _compute_resized_output_size and center_crop.
CropPlan PlanCrop(int height, int width, int resize_size, int crop_size);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_CROP_PLAN_H_
