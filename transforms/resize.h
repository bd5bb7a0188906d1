// Resizing an image as Pillow does it on 8-bit pixels.
//
//   ASSAY_ASSIGN_OR_RETURN(Image thumbnail, Resize(photograph, 128, 192, Interpolation::kBicubic));  // 128 rows
#ifndef ASSAY_TRANSFORMS_RESIZE_H_
#define ASSAY_TRANSFORMS_RESIZE_H_

#include "absl/status/statusor.h"
#include "transforms/image.h"
#include "transforms/interpolation.h"

namespace assay {

// Returns the image at the size asked for, in RGB whatever the view's order, bit for bit as Pillow's
// Image.resize((width, height), resample) gives it: integer arithmetic, antialiased when it shrinks.
// Shapes: the result is height x width x 3.
// Errors: InvalidArgument for a view that CheckView refuses, a side below 1 or above 1,000,000, or more than
// kMaxImagePixels.
// Source: Pillow, src/libImaging/Resample.c.
absl::StatusOr<Image> Resize(ImageView image, int height, int width, Interpolation interpolation);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_RESIZE_H_
