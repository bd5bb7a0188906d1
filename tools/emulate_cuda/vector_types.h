// CUDA's vector types. Those that a device loads at once check their address when they are copied from or to memory.
#ifndef ASSAY_TOOLS_EMULATE_CUDA_VECTOR_TYPES_H_
#define ASSAY_TOOLS_EMULATE_CUDA_VECTOR_TYPES_H_

#include <cstddef>
#include <cstdint>

namespace assay::emulate_cuda {

// Ends the launch with an error where `address` is no multiple of `alignment`.
void CheckAlignment(const void* address, size_t alignment);

}  // namespace assay::emulate_cuda

struct uint3 {
  unsigned x = 0, y = 0, z = 0;
};

struct dim3 {
  unsigned x = 1, y = 1, z = 1;
};

#define ASSAY_EMULATED_VECTOR2_(name, type)                        \
  struct alignas(2 * sizeof(type)) name {                          \
    type x, y;                                                     \
    name() = default;                                              \
    constexpr name(type a, type b) : x(a), y(b) {}                 \
    name(const name& other) { *this = other; }                     \
    name& operator=(const name& other) {                           \
      ::assay::emulate_cuda::CheckAlignment(&other, sizeof(name)); \
      ::assay::emulate_cuda::CheckAlignment(this, sizeof(name));   \
      x = other.x, y = other.y;                                    \
      return *this;                                                \
    }                                                              \
  };                                                               \
  constexpr name make_##name(type a, type b) { return {a, b}; }

#define ASSAY_EMULATED_VECTOR4_(name, type)                                    \
  struct alignas(4 * sizeof(type)) name {                                      \
    type x, y, z, w;                                                           \
    name() = default;                                                          \
    constexpr name(type a, type b, type c, type d) : x(a), y(b), z(c), w(d) {} \
    name(const name& other) { *this = other; }                                 \
    name& operator=(const name& other) {                                       \
      ::assay::emulate_cuda::CheckAlignment(&other, sizeof(name));             \
      ::assay::emulate_cuda::CheckAlignment(this, sizeof(name));               \
      x = other.x, y = other.y, z = other.z, w = other.w;                      \
      return *this;                                                            \
    }                                                                          \
  };                                                                           \
  constexpr name make_##name(type a, type b, type c, type d) { return {a, b, c, d}; }

ASSAY_EMULATED_VECTOR2_(char2, signed char)
ASSAY_EMULATED_VECTOR2_(uchar2, unsigned char)
ASSAY_EMULATED_VECTOR2_(short2, short)
ASSAY_EMULATED_VECTOR2_(ushort2, unsigned short)
ASSAY_EMULATED_VECTOR2_(int2, int)
ASSAY_EMULATED_VECTOR2_(uint2, unsigned)
ASSAY_EMULATED_VECTOR2_(float2, float)
ASSAY_EMULATED_VECTOR2_(double2, double)
ASSAY_EMULATED_VECTOR2_(longlong2, long long)
ASSAY_EMULATED_VECTOR2_(ulonglong2, unsigned long long)
ASSAY_EMULATED_VECTOR4_(char4, signed char)
ASSAY_EMULATED_VECTOR4_(uchar4, unsigned char)
ASSAY_EMULATED_VECTOR4_(short4, short)
ASSAY_EMULATED_VECTOR4_(ushort4, unsigned short)
ASSAY_EMULATED_VECTOR4_(int4, int)
ASSAY_EMULATED_VECTOR4_(uint4, unsigned)
ASSAY_EMULATED_VECTOR4_(float4, float)

#undef ASSAY_EMULATED_VECTOR2_
#undef ASSAY_EMULATED_VECTOR4_

#endif  // ASSAY_TOOLS_EMULATE_CUDA_VECTOR_TYPES_H_
