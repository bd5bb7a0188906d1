// The functions that a kernel calls: barriers, warp operations, atomics, bits and arithmetic.
#ifndef ASSAY_TOOLS_EMULATE_CUDA_INTRINSICS_H_
#define ASSAY_TOOLS_EMULATE_CUDA_INTRINSICS_H_

#include <math.h>

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <source_location>

#include "tools/emulate_cuda/block.h"

namespace assay::emulate_cuda {

using Where = std::source_location;

template <typename T>
concept Shuffled = std::is_arithmetic_v<T> && sizeof(T) <= 8;
// long and unsigned long are no types of CUDA's atomics.
template <typename T>
concept Atomic = std::same_as<T, int> || std::same_as<T, unsigned> || std::same_as<T, unsigned long long>;
template <typename T>
concept Added = Atomic<T> || std::same_as<T, float> || std::same_as<T, double>;

template <typename T>
uint64_t Pack(T value) {
  uint64_t packed = 0;
  std::memcpy(&packed, &value, sizeof(value));
  return packed;
}

template <typename T>
T Unpack(uint64_t packed) {
  T value;
  std::memcpy(&value, &packed, sizeof(value));
  return value;
}

// Returns the value of the lane that `source` makes of the caller's, or the caller's own where that is negative.
template <Shuffled T, typename Source>
T Shuffle(const Rendezvous& rendezvous, unsigned mask, T value, Source source) {
  Block& block = Running();
  const WarpAnswer& answer = block.AwaitWarp(rendezvous, mask, Pack(value));
  const int lane = source(block.lane());
  if (lane < 0) return value;
  if ((answer.lanes >> lane & 1) == 0) block.Fail("reads lane " + std::to_string(lane) + ", which does not take part");
  return Unpack<T>(answer.values[lane]);
}

template <typename T, typename Combine>
T Reduce(const char* operation, Where where, unsigned mask, T value, Combine combine) {
  const WarpAnswer& answer = Running().AwaitWarp({operation, where}, mask, Pack(value));
  int lane = std::countr_zero(answer.lanes);
  T total = Unpack<T>(answer.values[lane]);
  while (++lane < warpSize) {
    if ((answer.lanes >> lane & 1) != 0) total = combine(total, Unpack<T>(answer.values[lane]));
  }
  return total;
}

template <typename T, typename Change>
T Atomically(T* address, Change change) {
  CheckAlignment(address, sizeof(T));
  const T old = *address;
  *address = change(old);
  return old;
}

}  // namespace assay::emulate_cuda

#define ASSAY_WHERE_ ::assay::emulate_cuda::Where where = ::assay::emulate_cuda::Where::current()

inline void __syncthreads(ASSAY_WHERE_) { assay::emulate_cuda::Running().AwaitBlock({"__syncthreads", where}, false); }
inline int __syncthreads_count(int vote, ASSAY_WHERE_) {
  return assay::emulate_cuda::Running().AwaitBlock({"__syncthreads_count", where}, vote != 0);
}
inline int __syncthreads_or(int vote, ASSAY_WHERE_) {
  return assay::emulate_cuda::Running().AwaitBlock({"__syncthreads_or", where}, vote != 0) != 0;
}
inline int __syncthreads_and(int vote, ASSAY_WHERE_) {
  return assay::emulate_cuda::Running().AwaitBlock({"__syncthreads_and", where}, vote == 0) == 0;
}
inline void __syncwarp(unsigned mask = 0xFFFFFFFF, ASSAY_WHERE_) {
  assay::emulate_cuda::Running().AwaitWarp({"__syncwarp", where}, mask, 0);
}
inline void __threadfence() {}
inline void __threadfence_block() {}
[[noreturn]] inline void __trap() { assay::emulate_cuda::Running().Fail("__trap"); }

inline unsigned __ballot_sync(unsigned mask, int vote, ASSAY_WHERE_) {
  const auto& answer = assay::emulate_cuda::Running().AwaitWarp({"__ballot_sync", where}, mask, vote != 0);
  unsigned votes = 0;
  for (int lane = 0; lane < warpSize; ++lane) votes |= static_cast<unsigned>(answer.values[lane]) << lane;
  return votes;
}
inline int __any_sync(unsigned mask, int vote, ASSAY_WHERE_) { return __ballot_sync(mask, vote, where) != 0; }
inline int __all_sync(unsigned mask, int vote, ASSAY_WHERE_) { return __ballot_sync(mask, vote == 0, where) == 0; }

template <assay::emulate_cuda::Shuffled T>
T __shfl_sync(unsigned mask, T value, int source, int width = warpSize, ASSAY_WHERE_) {
  return assay::emulate_cuda::Shuffle({"__shfl_sync", where}, mask, value,
                                      [=](int lane) { return lane / width * width + (source & (width - 1)); });
}
template <assay::emulate_cuda::Shuffled T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = warpSize, ASSAY_WHERE_) {
  return assay::emulate_cuda::Shuffle({"__shfl_up_sync", where}, mask, value, [=](int lane) {
    return lane % width < static_cast<int>(delta) ? -1 : lane - static_cast<int>(delta);
  });
}
template <assay::emulate_cuda::Shuffled T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = warpSize, ASSAY_WHERE_) {
  return assay::emulate_cuda::Shuffle({"__shfl_down_sync", where}, mask, value, [=](int lane) {
    return lane % width + static_cast<int>(delta) >= width ? -1 : lane + static_cast<int>(delta);
  });
}
template <assay::emulate_cuda::Shuffled T>
T __shfl_xor_sync(unsigned mask, T value, int lanes, int width = warpSize, ASSAY_WHERE_) {
  return assay::emulate_cuda::Shuffle({"__shfl_xor_sync", where}, mask, value, [=](int lane) {
    return (lane ^ lanes) / width > lane / width ? -1 : lane ^ lanes;
  });
}

#define ASSAY_EMULATED_REDUCTION_(name, type, expression)                                                             \
  inline type name(unsigned mask, type value, ASSAY_WHERE_) {                                                         \
    return assay::emulate_cuda::Reduce(#name, where, mask, value, [](type a, type b) -> type { return expression; }); \
  }
ASSAY_EMULATED_REDUCTION_(__reduce_add_sync, unsigned, a + b)
ASSAY_EMULATED_REDUCTION_(__reduce_add_sync, int, static_cast<int>(static_cast<unsigned>(a) + static_cast<unsigned>(b)))
ASSAY_EMULATED_REDUCTION_(__reduce_min_sync, unsigned, a < b ? a : b)
ASSAY_EMULATED_REDUCTION_(__reduce_min_sync, int, a < b ? a : b)
ASSAY_EMULATED_REDUCTION_(__reduce_max_sync, unsigned, a < b ? b : a)
ASSAY_EMULATED_REDUCTION_(__reduce_max_sync, int, a < b ? b : a)
ASSAY_EMULATED_REDUCTION_(__reduce_and_sync, unsigned, a& b)
ASSAY_EMULATED_REDUCTION_(__reduce_or_sync, unsigned, a | b)
ASSAY_EMULATED_REDUCTION_(__reduce_xor_sync, unsigned, a ^ b)
#undef ASSAY_EMULATED_REDUCTION_
#undef ASSAY_WHERE_

#define ASSAY_EMULATED_ATOMIC_(name, kind, expression)                                                       \
  template <assay::emulate_cuda::kind T>                                                                     \
  T name(T* address, std::type_identity_t<T> value) {                                                        \
    return assay::emulate_cuda::Atomically(address, [=](T old) -> T { return static_cast<T>(expression); }); \
  }
ASSAY_EMULATED_ATOMIC_(atomicAdd, Added, old + value)
ASSAY_EMULATED_ATOMIC_(atomicExch, Added, value)
ASSAY_EMULATED_ATOMIC_(atomicMin, Atomic, old < value ? old : value)
ASSAY_EMULATED_ATOMIC_(atomicMax, Atomic, old < value ? value : old)
ASSAY_EMULATED_ATOMIC_(atomicAnd, Atomic, old& value)
ASSAY_EMULATED_ATOMIC_(atomicOr, Atomic, old | value)
ASSAY_EMULATED_ATOMIC_(atomicXor, Atomic, old ^ value)
#undef ASSAY_EMULATED_ATOMIC_
template <assay::emulate_cuda::Atomic T>
T atomicCAS(T* address, std::type_identity_t<T> expected, std::type_identity_t<T> value) {
  return assay::emulate_cuda::Atomically(address, [=](T old) { return old == expected ? value : old; });
}

template <typename T>
T __ldg(const T* address) {
  assay::emulate_cuda::CheckAlignment(address, alignof(T));
  return *address;
}
inline int __popc(unsigned bits) { return std::popcount(bits); }
inline int __popcll(unsigned long long bits) { return std::popcount(bits); }
inline int __clz(int bits) { return std::countl_zero(static_cast<unsigned>(bits)); }
inline int __clzll(long long bits) { return std::countl_zero(static_cast<unsigned long long>(bits)); }
inline int __ffs(int bits) { return __builtin_ffs(bits); }
inline int __ffsll(long long bits) { return __builtin_ffsll(bits); }
inline float __int_as_float(int bits) { return std::bit_cast<float>(bits); }
inline float __uint_as_float(unsigned bits) { return std::bit_cast<float>(bits); }
inline int __float_as_int(float value) { return std::bit_cast<int>(value); }
inline unsigned __float_as_uint(float value) { return std::bit_cast<unsigned>(value); }
inline unsigned __umulhi(unsigned a, unsigned b) { return static_cast<unsigned>(uint64_t{a} * b >> 32); }
inline unsigned __funnelshift_r(unsigned low, unsigned high, unsigned shift) {
  return static_cast<unsigned>((uint64_t{high} << 32 | low) >> (shift & 31));
}
inline unsigned __funnelshift_l(unsigned low, unsigned high, unsigned shift) {
  return static_cast<unsigned>((uint64_t{high} << 32 | low) << (shift & 31) >> 32);
}
inline unsigned __byte_perm(unsigned low, unsigned high, unsigned selector) {
  unsigned result = 0;
  for (int i = 0; i < 4; ++i) {
    const unsigned byte = static_cast<unsigned>((uint64_t{high} << 32 | low) >> (selector >> 4 * i & 7) * 8 & 0xFF);
    result |= ((selector >> 4 * i & 8) == 0 ? byte : (byte & 0x80) != 0 ? 0xFF : 0) << 8 * i;
  }
  return result;
}
// Never fused into a multiply-add, on the device either.
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fsub_rn(float a, float b) { return a - b; }
inline float __fdiv_rn(float a, float b) { return a / b; }
inline float __fmaf_rn(float a, float b, float c) { return fmaf(a, b, c); }
inline float rsqrtf(float x) { return 1.0f / sqrtf(x); }
inline float __expf(float x) { return expf(x); }
inline float __logf(float x) { return logf(x); }
inline float __fdividef(float a, float b) { return a / b; }

template <std::integral T>
T min(T a, T b) {
  return b < a ? b : a;
}
template <std::integral T>
T max(T a, T b) {
  return a < b ? b : a;
}
// A NaN loses, as on the device.
inline float min(float a, float b) { return fminf(a, b); }
inline float max(float a, float b) { return fmaxf(a, b); }
inline double min(double a, double b) { return fmin(a, b); }
inline double max(double a, double b) { return fmax(a, b); }

#endif  // ASSAY_TOOLS_EMULATE_CUDA_INTRINSICS_H_
