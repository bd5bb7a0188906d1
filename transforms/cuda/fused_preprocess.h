// A batch of 8-bit images of any sizes, already in the GPU's memory, to a classification model's input: resize, centre
// crop and normalise in one launch, with no image between the steps in memory. Equal to ImageClassification, bit for
// bit.
//
//   const std::vector<ImageView> images = {{.data = device_cat, .width = 640, .height = 480, .row_stride = 640 * 3}};
//   const PreprocessOutput input = {.values = device_input, .type = PreprocessType::kFloat16};
//   ASSAY_RETURN_IF_ERROR(FusedPreprocess(images.data(), images.size(), {.resize_size = 232}, input, stream));
#ifndef ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_H_
#define ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "transforms/cuda/fused_preprocess_batch.h"
#include "transforms/image.h"
#include "transforms/image_classification.h"

namespace assay {

// Where the values go, and in which form. `values` must be aligned to the type; to four of them for the fastest stores.
struct PreprocessOutput {
  void* values = nullptr;
  PreprocessType type = PreprocessType::kFloat32;
  PreprocessLayout layout = PreprocessLayout::kNchw;
};

// Preprocesses `count` images, whose views lie in the CPU's memory and point to pixels in the GPU's. Each is read where
// the crop needs it, and no byte outside of its rows. It does not wait: a failure while the kernel runs is the
// stream's. One launch for each kImagesPerLaunch images. Shapes: values [count, 3, crop_size, crop_size] (kNchw) or
// [count, crop_size, crop_size, 3] (kNhwc), contiguous. Errors: InvalidArgument for a null or misaligned pointer, a
// negative count, options that CheckOptions refuses, a view that CheckView refuses (the message names its index); the
// launch's error. Nothing is launched where an argument is wrong. Source: torchvision 0.26, transforms/_presets.py,
// ImageClassification on a PIL image; Pillow, Resample.c.
absl::Status FusedPreprocess(const ImageView* images, int64_t count, const ImageClassificationOptions& options,
                             const PreprocessOutput& output, CUstream_st* stream);

// The same on the CPU, in the CPU's memory: FusedPreprocess's results are equal to this one's bit for bit.
// Shapes, Errors: as FusedPreprocess.
absl::Status FusedPreprocessOnCpu(const ImageView* images, int64_t count, const ImageClassificationOptions& options,
                                  const PreprocessOutput& output);

// Returns OK if FusedPreprocess can run on the arguments. Errors: as FusedPreprocess.
absl::Status CheckPreprocess(const ImageView* images, int64_t count, const ImageClassificationOptions& options,
                             const PreprocessOutput& output);

// Returns the batches that the kernel is launched with, one after the other; none for no images.
// Errors: as CheckPreprocess.
absl::StatusOr<std::vector<PreprocessBatch>> PlanPreprocess(const ImageView* images, int64_t count,
                                                            const ImageClassificationOptions& options,
                                                            const PreprocessOutput& output);

int64_t BytesOf(PreprocessType type);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_H_
