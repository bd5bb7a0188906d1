// Elements side by side that a thread loads and stores at once.
//
//   Packed<Float16, 8> values;
//   values.Load(from);   // 16 bytes, at a multiple of 16 bytes
//   for (int i = 0; i < 8; ++i) values.Set(i, 2.0f * values.Get(i));
//   values.Store(to);
#ifndef ASSAY_MODELS_OPS_CUDA_PACKED_CUH_
#define ASSAY_MODELS_OPS_CUDA_PACKED_CUH_

#include "tools/cuda/device.h"
// Above all else: the device's language.
#include "tools/cuda/scalar_types.h"

namespace assay {

// 16 bytes' worth. They stay the four registers as which they were loaded: as elements of 16 bits the compiler may give
// each a register of its own.
template <typename T, int kWidth>
struct Packed {
  static_assert(kWidth * sizeof(T) == 16);
  uint32_t words[4];

  __device__ void Load(const T* from) {
    const uint4 raw = *reinterpret_cast<const uint4*>(from);
    words[0] = raw.x, words[1] = raw.y, words[2] = raw.z, words[3] = raw.w;
  }
  __device__ void Store(T* to) const {
    *reinterpret_cast<uint4*>(to) = make_uint4(words[0], words[1], words[2], words[3]);
  }

  __device__ float Get(int i) const {
    if constexpr (sizeof(T) == 4)
      return __uint_as_float(words[i]);
    else
      return ToFloat(T{static_cast<uint16_t>(words[i / 2] >> i % 2 * 16)});
  }
  // Rounds to T.
  __device__ void Set(int i, float value) {
    if constexpr (sizeof(T) == 4) {
      words[i] = __float_as_uint(value);
    } else {
      const uint32_t bits = FromFloat<T>(value).bits;
      words[i / 2] = i % 2 == 0 ? (words[i / 2] & 0xFFFF0000u) | bits : (words[i / 2] & 0xFFFFu) | bits << 16;
    }
  }
};

// One, at any address of an element.
template <typename T>
struct Packed<T, 1> {
  T element;

  __device__ void Load(const T* from) { element = *from; }
  __device__ void Store(T* to) const { *to = element; }
  __device__ float Get(int i) const { return ToFloat(element); }
  __device__ void Set(int i, float value) { element = FromFloat<T>(value); }
};

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_PACKED_CUH_
