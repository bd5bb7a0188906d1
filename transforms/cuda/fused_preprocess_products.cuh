// Products of weights with bytes on the tensor cores. The device code of one part of fused_preprocess_kernel.cuh.
//
// A warp multiplies 16 targets' weights for 64 bytes of a line with those bytes of eight lines. In which order the
// bytes are summed is free, as long as both sides agree: lane 4g+t takes bytes 16t to 16t+15 of line g, at once, and of
// the weights of targets g and g+8.
#ifndef ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_PRODUCTS_CUH_
#define ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_PRODUCTS_CUH_

#include "tools/cuda/device.h"
#include "tools/cuda/mma.h"
#include "transforms/cuda/fused_preprocess_batch.h"
#include "transforms/cuda/fused_preprocess_weights.cuh"

namespace assay::fused_preprocess {

// One lane's part of a matrix of weights, of two targets, eight apart: by digit, and by half of the bytes.
struct Weights {
  uint4 part[3][2];
};

__device__ __forceinline__ Weights WeightsOf(const Digits& low, const Digits& high) {
  Weights weights;
#pragma unroll
  for (int i = 0; i < 6; ++i) {
    const uint32_t(&first)[4] = low.words[i / 2], (&second)[4] = high.words[i / 2];
    const int word = i % 2 * 2;
    weights.part[i / 2][i % 2] = make_uint4(first[word], second[word], first[word + 1], second[word + 1]);
  }
  return weights;
}

// Half a level, from which a sum starts, so that the shift to a level rounds.
inline constexpr uint32_t kHalfLevel = 1u << 21;

// Adds the product to the sums: of targets g (sums 0 and 1) and g+8 (2 and 3) with lines 2t and 2t+1. Modulo 2^32 the
// digits' products, shifted, are the product with the weights. They do not wait for each other.
__device__ __forceinline__ void AddProduct(const Weights& weights, const uint4& line, uint32_t (&sums)[4]) {
  uint32_t product[3][4] = {};
#pragma unroll
  for (int digit = 0; digit < 3; ++digit) {
    MultiplyAdd(weights.part[digit][0], make_uint2(line.x, line.y), product[digit]);
    MultiplyAdd(weights.part[digit][1], make_uint2(line.z, line.w), product[digit]);
  }
#pragma unroll
  for (int i = 0; i < 4; ++i) sums[i] += product[0][i] + (product[1][i] << 8) + (product[2][i] << 16);
}

// The levels of two sums in units of 2^-22, cut off at 0 and 255: the first one's in the low byte.
__device__ __forceinline__ uint32_t LevelsOf(uint32_t first, uint32_t second) {
  const int low = static_cast<int>(first) >> 22, high = static_cast<int>(second) >> 22;
#ifdef __CUDACC__
  uint32_t levels;
  asm("cvt.pack.sat.u8.s32.b32 %0, %1, %2, 0;" : "=r"(levels) : "r"(high), "r"(low));
  return levels;
#else
  return static_cast<uint32_t>(min(max(low, 0), 255) | min(max(high, 0), 255) << 8);
#endif
}

// Where 16 bytes of a narrowed column lie, source rows 16 * chunk on. The order of a column's four chunks depends on
// the column: eight columns' bytes of one row, which a warp writes at once, are then in different banks.
__device__ __forceinline__ int NarrowAt(int element, int chunk) {
  return element * kNarrowPitch + (chunk ^ element / 2 % 4) * 16;
}

// Where a lane's part of the weights of one half of the rows lies, by digit and by half of the bytes.
__device__ __forceinline__ int RowWeightsAt(int half, int part, int lane) {
  return half * 3 * kMatrix + part * (kMatrix / 2) + lane * 16;
}

}  // namespace assay::fused_preprocess

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_PRODUCTS_CUH_
