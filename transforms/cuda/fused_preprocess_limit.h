// The least time that a device can take for FusedPreprocess: what must cross its memory, and what must be multiplied.
//
//   const PreprocessWork work = WorkOfPreprocess(images.data(), images.size(), options, PreprocessType::kFloat16);
//   const double seconds = LimitSeconds(work, {.bytes_per_second = 3.0e12, .products_per_second = 1.4e13});
#ifndef ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_LIMIT_H_
#define ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_LIMIT_H_

#include <cstdint>

#include "transforms/cuda/fused_preprocess.h"

namespace assay {

// Units: bytes; products of a pixel and a weight that is not 0 for its place alone, each with an addition.
struct PreprocessWork {
  int64_t bytes_read = 0;     // the pixels that the crops need, each once
  int64_t bytes_written = 0;  // the output
  int64_t products = 0;       // along rows, of the rows that the crop needs, then along columns

  int64_t bytes() const { return bytes_read + bytes_written; }
  int64_t flops() const { return 2 * products; }
};

// A device's measured copy bandwidth, and how many 32-bit integers it multiplies and adds.
struct DeviceRates {
  double bytes_per_second = 0.0;
  double products_per_second = 0.0;
};

// The arguments must pass CheckPreprocess. Reading in whole sectors of 32 bytes, as devices do, takes a little more.
PreprocessWork WorkOfPreprocess(const ImageView* images, int64_t count, const ImageClassificationOptions& options,
                                PreprocessType type);

// Returns the longer of the two times: they overlap. Tensor cores multiply faster than the second rate says; the kernel
// uses them, so its own limit is the first: at 60% of that one it is within the goal. Units: seconds.
double LimitSeconds(const PreprocessWork& work, const DeviceRates& rates);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_LIMIT_H_
