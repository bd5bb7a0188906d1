// The emulation of tools/cuda/mma.h, by the layouts that are written there.
#ifndef ASSAY_TOOLS_EMULATE_CUDA_MMA_H_
#define ASSAY_TOOLS_EMULATE_CUDA_MMA_H_

#include <cstdint>

#include "tools/emulate_cuda/vector_types.h"

namespace assay::emulate_cuda {

void MultiplyAdd(const uint4& a, const uint2& b, uint32_t (&sum)[4]);

}  // namespace assay::emulate_cuda

#endif  // ASSAY_TOOLS_EMULATE_CUDA_MMA_H_
