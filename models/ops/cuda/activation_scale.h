// The end of a squeeze-and-excitation block in one pass over memory: activation(input) * gate(scale of image and
// channel). MobileNetV3 and EfficientNet activate, then squeeze, then scale: with this kernel the activated maps need
// not be written before they are scaled, nor the gate's activation be a kernel of its own.
//
//   const FeatureMaps maps{.images = 32, .channels = 672, .height = 14, .width = 14, .type = ElementType::kFloat16};
//   const ActivationScale mobilenet{.input = x, .activation = MapActivation::kHardswish,
//                                   .scale = fc2, .gate = Gate::kHardsigmoid, .output = y};
//   ASSAY_RETURN_IF_ERROR(CudaStatus(LaunchActivationScale(maps, mobilenet, stream), "activation_scale"));
//
// Limit: bytes = count * element_size * 2 + images * channels * element_size, over the bandwidth of copying. The
// operations (some 12 an element for SiLU, its exponential among them) are fewer than the device does in that time.
#ifndef ASSAY_MODELS_OPS_CUDA_ACTIVATION_SCALE_H_
#define ASSAY_MODELS_OPS_CUDA_ACTIVATION_SCALE_H_

#include "models/ops/cuda/feature_maps.h"
#include "models/ops/cuda/work.h"

struct CUstream_st;  // CUDA's own name for what a cudaStream_t points to: users need no CUDA header.

namespace assay {

// kNone is for maps that are activated already: the block's last product alone.
enum class MapActivation { kNone, kRelu, kHardswish, kSilu };

// What becomes of a scale before it multiplies: MobileNetV3's is kHardsigmoid, EfficientNet's kSigmoid.
enum class Gate { kNone, kSigmoid, kHardsigmoid };

struct ActivationScale {
  const void* input = nullptr;
  MapActivation activation = MapActivation::kNone;
  const void* scale = nullptr;
  Gate gate = Gate::kNone;
  void* output = nullptr;  // may be the input
};

// Writes activation(input) * gate(scale) on the GPU: computed in float32, rounded once to the maps' type. NaN stays
// NaN; SiLU and hard-swish of -infinity are NaN, as in torch. Returns 0, or the cudaError_t of what went wrong. It does
// not wait: a failure while the kernel runs is the stream's. Shapes: input and output as `maps`, in its layout,
// contiguous; scale [images, channels], contiguous, of the maps' type. Errors: cudaErrorInvalidValue for an invalid
// `maps`, a null pointer, or one that is no multiple of its element's size; the launch's error. Source:
// torch.nn.functional.hardswish, hardsigmoid, silu, torchvision.ops.SqueezeExcitation. Deviations: the framework rounds
// 16-bit maps after each operator, this once; a sixth is multiplied by, as torch does on the GPU but not on the CPU.
int LaunchActivationScale(const FeatureMaps& maps, const ActivationScale& arguments, CUstream_st* stream);

// The same on the CPU, in the CPU's memory. The launch's results are equal to this one's bit for bit where no
// exponential is asked for; with one they are within 4 units in the last place of float32, then rounded. Returns
// whether the arguments are valid; writes nothing where they are not.
bool ActivationScaleOnCpu(const FeatureMaps& maps, const ActivationScale& arguments);

// See "Limit" above.
Work ActivationScaleWork(const FeatureMaps& maps);

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_ACTIVATION_SCALE_H_
