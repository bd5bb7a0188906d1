// What FusedPreprocess cannot do without: what must cross the device's memory, and what must be multiplied. Tensor cores
// multiply faster than memory brings the pixels, so the least time is bytes() over the memory's bandwidth.
//
//   const PreprocessWork work = WorkOfPreprocess(images.data(), images.size(), options, PreprocessType::kFloat16);
//   const double seconds = work.bytes() / 3.0e12;
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

// The arguments must pass CheckPreprocess. Reading in whole sectors of 32 bytes, as devices do, takes a little more.
PreprocessWork WorkOfPreprocess(const ImageView* images, int64_t count, const ImageClassificationOptions& options,
                                PreprocessType type);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_LIMIT_H_
