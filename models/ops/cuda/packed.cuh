// Elements side by side that a thread loads and stores at once.
#ifndef ASSAY_MODELS_OPS_CUDA_PACKED_CUH_
#define ASSAY_MODELS_OPS_CUDA_PACKED_CUH_

#include "tools/cuda/device.h"
// Above all else: the device's language.
#include "tools/cuda/scalar_types.h"

namespace assay {

// kWidth elements as they lie in memory: 1, at any address of an element, or 16 bytes' worth, at a multiple of 16
// bytes.
template <typename T, int kWidth>
struct Packed {
  T elements[kWidth];

  __device__ void Load(const T* from) {
    if constexpr (kWidth == 1) {
      elements[0] = *from;
    } else {
      const uint4 raw = *reinterpret_cast<const uint4*>(from);
      const uint32_t words[4] = {raw.x, raw.y, raw.z, raw.w};
      memcpy(elements, words, sizeof(words));
    }
  }

  __device__ void Store(T* to) const {
    if constexpr (kWidth == 1) {
      *to = elements[0];
    } else {
      uint32_t words[4];
      memcpy(words, elements, sizeof(words));
      *reinterpret_cast<uint4*>(to) = make_uint4(words[0], words[1], words[2], words[3]);
    }
  }
};

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_PACKED_CUH_
