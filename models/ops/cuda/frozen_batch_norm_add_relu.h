// The end of a residual block in one pass over memory: relu(FrozenBatchNorm2d(input) + residual). Three operators of
// the framework would read or write the maps seven times; this does three times.
//
//   FoldFrozenBatchNorm({.weight = w, .bias = b, .mean = m, .var = v, .eps = 1e-5}, channels, scale, shift);  // once
//   const FeatureMaps maps{.images = 32, .channels = 256, .height = 56, .width = 56, .type = ElementType::kFloat16};
//   ASSAY_RETURN_IF_ERROR(CudaStatus(
//       LaunchFrozenBatchNormAddRelu(maps, {.input = x, .scale = scale, .shift = shift, .residual = y, .output = z},
//       stream), "frozen_batch_norm_add_relu"));
//
// Limit: bytes = count * element_size * (2, or 3 with a residual) + 8 * channels, over the bandwidth of copying. The
// 4 floating point operations an element are 2 a byte at most, 20 times fewer than the device does in that time.
#ifndef ASSAY_MODELS_OPS_CUDA_FROZEN_BATCH_NORM_ADD_RELU_H_
#define ASSAY_MODELS_OPS_CUDA_FROZEN_BATCH_NORM_ADD_RELU_H_

#include <cstdint>

#include "models/ops/cuda/feature_maps.h"
#include "models/ops/cuda/work.h"

struct CUstream_st;  // CUDA's own name for what a cudaStream_t points to: users need no CUDA header.

namespace assay {

// What a FrozenBatchNorm2d holds. Shapes: [channels], contiguous.
struct FrozenBatchNormState {
  const float* weight = nullptr;
  const float* bias = nullptr;
  const float* mean = nullptr;
  const float* var = nullptr;
  double eps = 1e-5;
};

// Writes the factor and the summand of each channel: scale = weight / sqrt(var + eps), shift = bias - mean * scale.
// Returns whether the arguments are valid; writes nothing where they are not.
// Shapes: scale and shift [channels], in the CPU's memory as all of the state's.
// Source: models/ops/frozen_batch_norm.cc, the same order of operations, in float32.
bool FoldFrozenBatchNorm(const FrozenBatchNormState& state, int64_t channels, float* scale, float* shift);

struct FrozenBatchNormAddRelu {
  const void* input = nullptr;
  const float* scale = nullptr;
  const float* shift = nullptr;
  const void* residual = nullptr;  // null: nothing is added
  bool relu = true;
  void* output = nullptr;  // may be the input or the residual
};

// Writes relu(input * scale + shift + residual) on the GPU: computed in float32, each operation rounded, and rounded
// once more to the maps' type. NaN stays NaN, as torch's relu has it. Returns 0, or the cudaError_t of what went wrong.
// It does not wait: a failure while the kernel runs is the stream's. Shapes: input, residual and output as `maps`, all
// in its layout, contiguous; scale and shift [channels]. Errors: cudaErrorInvalidValue for an invalid `maps`, a null
// pointer, or one that is no multiple of its element's size (16 bytes are not asked for, but are faster: all three
// misaligned by the same is as fast); the launch's error. Source: FrozenBatchNorm2d, then torchvision's `out +=
// identity; relu(out)`: bit for bit the same in float32.
int LaunchFrozenBatchNormAddRelu(const FeatureMaps& maps, const FrozenBatchNormAddRelu& arguments, CUstream_st* stream);

// The same on the CPU, in the CPU's memory: the launch's results are equal to this one's bit for bit.
// Returns whether the arguments are valid; writes nothing where they are not.
bool FrozenBatchNormAddReluOnCpu(const FeatureMaps& maps, const FrozenBatchNormAddRelu& arguments);

// See "Limit" above.
Work FrozenBatchNormAddReluWork(const FeatureMaps& maps, bool residual);

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_FROZEN_BATCH_NORM_ADD_RELU_H_
