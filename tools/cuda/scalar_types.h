// float16 and bfloat16 as they are stored, the same bits as CUDA's __half and __nv_bfloat16 and LibTorch's at::Half and
// at::BFloat16, without the headers of any of them; rounded to nearest, halves to even, on the host as on the device.
//
//   BFloat16 stored = FromFloat<BFloat16>(0.1f);
//   float value = ToFloat(stored);  // 0.10009765625
#ifndef ASSAY_TOOLS_CUDA_SCALAR_TYPES_H_
#define ASSAY_TOOLS_CUDA_SCALAR_TYPES_H_

#include <cstdint>
#include <cstring>

#include "tools/cuda/host_device.h"

namespace assay {

struct Float16 {
  uint16_t bits;
};

struct BFloat16 {
  uint16_t bits;
};

namespace scalar_types {

ASSAY_HOST_DEVICE inline uint32_t BitsOf(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof(bits));
  return bits;
}

ASSAY_HOST_DEVICE inline float OfBits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

inline constexpr uint16_t kNan = 0x7FFF;  // what the device's conversions make of every NaN

// Drops the low `shift` bits, rounding to nearest, halves to even.
inline uint32_t RoundedShift(uint32_t bits, int shift) {
  return (bits + ((1u << (shift - 1)) - 1) + ((bits >> shift) & 1)) >> shift;
}

inline uint16_t HalfBits(float value) {
  const uint32_t bits = BitsOf(value), magnitude = bits & 0x7FFFFFFF;
  const uint32_t sign = bits >> 16 & 0x8000;
  if (magnitude > 0x7F800000) return kNan;
  if (magnitude >= 0x477FF000) return static_cast<uint16_t>(sign | 0x7C00);  // at or above 65520: infinity
  if (magnitude >= 0x38800000) {  // a normal number: the exponent's bias goes
    return static_cast<uint16_t>(sign | RoundedShift(magnitude - 0x38000000, 13));
  }
  if (magnitude < 0x33000000) return static_cast<uint16_t>(sign);  // below half of the smallest subnormal
  const int shift = 126 - static_cast<int>(magnitude >> 23);
  return static_cast<uint16_t>(sign | RoundedShift((magnitude & 0x7FFFFF) | 0x800000, shift));
}

inline float HalfValue(uint16_t half) {
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000) << 16, magnitude = half & 0x7FFF;
  if (magnitude >= 0x7C00) return OfBits(sign | 0x7F800000 | (magnitude & 0x3FF) << 13);
  if (magnitude >= 0x0400) return OfBits(sign | ((magnitude << 13) + 0x38000000));
  const float subnormal = static_cast<float>(magnitude) * (1.0f / (1 << 24));
  return sign != 0 ? -subnormal : subnormal;
}

}  // namespace scalar_types

ASSAY_HOST_DEVICE inline float ToFloat(float value) { return value; }

ASSAY_HOST_DEVICE inline float ToFloat(BFloat16 value) {
  return scalar_types::OfBits(static_cast<uint32_t>(value.bits) << 16);
}

ASSAY_HOST_DEVICE inline float ToFloat(Float16 value) {
#ifdef __CUDA_ARCH__
  float result;
  asm("cvt.f32.f16 %0, %1;" : "=f"(result) : "h"(value.bits));
  return result;
#else
  return scalar_types::HalfValue(value.bits);
#endif
}

// T is float, Float16 or BFloat16.
template <typename T>
ASSAY_HOST_DEVICE inline T FromFloat(float value);

template <>
ASSAY_HOST_DEVICE inline float FromFloat<float>(float value) {
  return value;
}

template <>
ASSAY_HOST_DEVICE inline Float16 FromFloat<Float16>(float value) {
#ifdef __CUDA_ARCH__
  Float16 result;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(result.bits) : "f"(value));
  return result;
#else
  return {scalar_types::HalfBits(value)};
#endif
}

template <>
ASSAY_HOST_DEVICE inline BFloat16 FromFloat<BFloat16>(float value) {
#ifdef __CUDA_ARCH__
  BFloat16 result;
  asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(result.bits) : "f"(value));
  return result;
#else
  if (value != value) return {scalar_types::kNan};
  return {static_cast<uint16_t>(scalar_types::RoundedShift(scalar_types::BitsOf(value), 16))};
#endif
}

}  // namespace assay

#endif  // ASSAY_TOOLS_CUDA_SCALAR_TYPES_H_
