// A window of a resized image, at the cost of the window: the rest of the resized image is never computed or stored.
//
//   // The 224x224 pixels in the middle of the photograph resized to 383x256.
//   Image crop = Resample(photograph, {.target_height = 256, .target_width = 383,
//                                      .top = 16, .left = 80, .height = 224, .width = 224}, Interpolation::kBilinear);
#ifndef ASSAY_TRANSFORMS_RESAMPLE_H_
#define ASSAY_TRANSFORMS_RESAMPLE_H_

#include <cstdint>

#include "transforms/image.h"
#include "transforms/interpolation.h"
#include "transforms/resample_passes.h"

namespace assay {

// The size of the whole resized image, and which part of it is wanted.
struct ResampleWindow {
  int64_t target_height = 0;
  int64_t target_width = 0;
  int64_t top = 0;
  int64_t left = 0;
  int height = 0;
  int width = 0;
};

// Returns the window's pixels, bit for bit those of Pillow's Image.resize followed by a crop, in the view's channel
// order. The view must have passed CheckView, and the window must lie inside the target. Source: Pillow,
// src/libImaging/Resample.c, ImagingResampleInner: the horizontal pass first, rounded to 8 bits in between, and no pass
// along an axis whose size stays.
Image Resample(const ImageView& source, const ResampleWindow& window, Interpolation interpolation,
               const ResamplePasses& passes = FastestPasses());

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_RESAMPLE_H_
