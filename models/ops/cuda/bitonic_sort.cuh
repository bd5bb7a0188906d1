// Sorting a few thousand entries by one block in shared memory.
#ifndef ASSAY_MODELS_OPS_CUDA_BITONIC_SORT_CUH_
#define ASSAY_MODELS_OPS_CUDA_BITONIC_SORT_CUH_

#include "tools/cuda/device.h"
// Above all else: the device's language.
#include <cstdint>

namespace assay {

// Sorts ascending by operator<. All threads of the block call it; what they wrote before is seen, and afterwards all
// see the order. Not stable: entries must differ where that matters. `size` is a power of 2.
template <typename Entry>
__device__ inline void BitonicSort(Entry* entries, uint32_t size) {
  for (uint32_t run = 2; run <= size; run *= 2) {
    for (uint32_t distance = run / 2; distance > 0; distance /= 2) {
      __syncthreads();
      for (uint32_t i = threadIdx.x; i < size / 2; i += blockDim.x) {
        const uint32_t lower = i / distance * distance * 2 + i % distance, upper = lower + distance;
        const bool ascending = (lower & run) == 0;
        const Entry a = entries[lower], b = entries[upper];
        if ((b < a) == ascending) {
          entries[lower] = b;
          entries[upper] = a;
        }
      }
    }
  }
  __syncthreads();
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_BITONIC_SORT_CUH_
