// RoIAlign, forward: each region of interest becomes a small grid of bins, each bin the mean of samples of the feature
// map, read between its pixels.
//
//   const FeatureMaps maps{.images = 2, .channels = 256, .height = 200, .width = 304, .type = ElementType::kFloat16};
//   const RoiAlign align{.input = x, .rois = rois, .count = 1000, .pooled_height = 7, .pooled_width = 7,
//                        .spatial_scale = 0.25f, .sampling_ratio = 2, .output = y};
//   ASSAY_RETURN_IF_ERROR(CudaStatus(LaunchRoiAlign(maps, align, stream), "roi_align"));
//
// Limit: bytes = each pixel that a sample touches, once, in all channels, + the output + 20 a region, over the
// bandwidth of copying; operations = 8 for each sample of each output, over the rate of float32. Maps that fit into the
// device's cache are read from there many times over, and what bounds the kernel then is the rate of the cache.
//
// What was chosen, where torchvision reads memory that is not its own or never ends: a region whose image there is none
// of, one of whose numbers is not finite, or one that would take more than kMostRoiSamples samples of a bin each way,
// gives NaN in all its outputs.
#ifndef ASSAY_MODELS_OPS_CUDA_ROI_ALIGN_H_
#define ASSAY_MODELS_OPS_CUDA_ROI_ALIGN_H_

#include <cstdint>

#include "models/ops/cuda/feature_maps.h"
#include "models/ops/cuda/work.h"

struct CUstream_st;  // CUDA's own name for what a cudaStream_t points to: users need no CUDA header.

namespace assay {

inline constexpr int32_t kMostRoiSamples = 16384;

struct RoiAlign {
  const void* input = nullptr;
  const float* rois = nullptr;  // [count, 5]: the image's number, x1, y1, x2, y2
  int64_t count = 0;
  int64_t pooled_height = 1;
  int64_t pooled_width = 1;
  float spatial_scale = 1.0f;  // from the regions' units to the map's pixels
  int64_t sampling_ratio = 0;  // samples of a bin each way; 0 or less: as many as the bin has pixels, rounded up
  bool aligned = false;        // pixels' centres lie at halves, and regions may be smaller than a pixel
  void* output = nullptr;
};

// Writes the mean of each bin's samples on the GPU: computed in float32, rounded once to the maps' type.
// Returns 0, or the cudaError_t of what went wrong. It does not wait: a failure while the kernel runs is the stream's.
// Shapes: input as `maps`; output [count, channels, pooled_height, pooled_width], in the maps' layout and type; rois
// float32 whatever the maps' type. All contiguous.
// Errors: cudaErrorInvalidValue for an invalid `maps`, maps without pixels where there are regions, a pooled size below
// 1 or above 1024, a sampling ratio above kMostRoiSamples, a null pointer or one that is no multiple of its element's
// size; the launch's error. Source: He et al., "Mask R-CNN", section 3; torchvision.ops.roi_align. Deviation:
// torchvision computes float16 in float16.
int LaunchRoiAlign(const FeatureMaps& maps, const RoiAlign& arguments, CUstream_st* stream);

// The same on the CPU, in the CPU's memory. The launch samples at the same places; it fuses multiplications with
// additions, so that results differ by some units in the last place of float32 of the largest value in the bin.
// Returns whether the arguments are valid; writes nothing where they are not.
bool RoiAlignOnCpu(const FeatureMaps& maps, const RoiAlign& arguments);

// See "Limit" above. `arguments.rois` must be in the CPU's memory; the other pointers are not used.
Work RoiAlignWork(const FeatureMaps& maps, const RoiAlign& arguments);

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_ROI_ALIGN_H_
