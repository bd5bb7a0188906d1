// How an operation that treats each channel in its own way is spread over a device's threads. Host code: a plan is made
// and tested without a device; channelwise_kernel.cuh carries it out.
//
// A tensor is one run of elements, or several of the same length. Of element i of a run the parameter's index is
//   planes (NCHW):      i / inner % channels,
//   interleaved (NHWC): run * channels + i % channels, or i % channels where all runs share their parameters.
#ifndef ASSAY_MODELS_OPS_CUDA_CHANNELWISE_H_
#define ASSAY_MODELS_OPS_CUDA_CHANNELWISE_H_

#include <cstdint>

#include "models/ops/cuda/feature_maps.h"
#include "tools/cuda/host_device.h"

namespace assay {

// Who has parameters of his own: each channel, or each channel of each image.
enum class ParametersOf { kChannel, kImageAndChannel };

struct ChannelwiseGeometry {
  int64_t runs = 0;
  int64_t run_length = 0;
  uint32_t channels = 1;
  uint32_t inner = 1;  // pixels of a plane; not used where channels are interleaved
  bool interleaved = false;
};

// Shapes: as FeatureMaps; it must be valid.
ChannelwiseGeometry MakeGeometry(const FeatureMaps& maps, ParametersOf parameters);

struct ChannelwisePlan {
  int width = 1;  // elements that a thread loads at once: 16 bytes' worth, or 1 where the pointers do not allow that
  bool kept = false;  // a thread meets the same channels each time and keeps their parameters in registers
  uint32_t threads = 0;
  uint32_t per_thread = 0;
  uint32_t blocks = 0;  // for each run
  uint32_t rows = 0;    // of the grid: runs beyond these take further turns
};

// `addresses`: of the input, the output and the residual (or one of the others again), as numbers.
// Each must be a multiple of the element's size.
struct Addresses {
  uint64_t input = 0;
  uint64_t output = 0;
  uint64_t residual = 0;
};

ChannelwisePlan MakePlan(const ChannelwiseGeometry& geometry, const Addresses& addresses, int64_t element_size);

// Returns how many elements precede the first one that lies at a multiple of 16 bytes; no more than `count`.
ASSAY_HOST_DEVICE constexpr int64_t HeadLength(uint64_t address, int64_t element_size, int64_t count) {
  const int64_t head = static_cast<int64_t>((16 - address % 16) % 16) / element_size;
  return head < count ? head : count;
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_CHANNELWISE_H_
