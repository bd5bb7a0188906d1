// From a tile's levels to the normalised output. The device code of one part of fused_preprocess_kernel.cuh.
#ifndef ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_STORE_CUH_
#define ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_STORE_CUH_

#include "tools/cuda/device.h"
#include "tools/cuda/scalar_types.h"
#include "transforms/cuda/fused_preprocess_batch.h"
#include "transforms/cuda/fused_preprocess_products.cuh"
#include "transforms/cuda/fused_preprocess_thread.cuh"
#include "transforms/cuda/normalize_value.h"

namespace assay::fused_preprocess {

// A level has 256 values: each channel's are normalised once a block, with the divisions that the reference has.
template <typename T>
__device__ __forceinline__ void NormaliseLevels(const PreprocessBatch& batch, T* levels) {
  for (int i = ThreadIndex(); i < 3 * 256; i += kThreads) {
    levels[i] = FromFloat<T>(NormalizeValue(static_cast<uint8_t>(i % 256), batch.mean[i / 256], batch.std[i / 256]));
  }
}

// The staged tile: 32 rows of 96 levels, pixel by pixel.
inline constexpr int kStagePitch = kElements + 4;
static_assert(kTile * kStagePitch <= kSourceBytes);

// Writes a warp's levels of one half of the rows and eight elements of each.
__device__ __forceinline__ void StageLevels(const uint32_t (&sums)[4], int half, int octet, unsigned char* stage) {
  const int lane = ThreadIndex() % 32;
  unsigned char* at = stage + (16 * half + lane / 4) * kStagePitch + 8 * octet + lane % 4 * 2;
  *reinterpret_cast<uint16_t*>(at) = static_cast<uint16_t>(LevelsOf(sums[0], sums[1]));
  *reinterpret_cast<uint16_t*>(at + 8 * kStagePitch) = static_cast<uint16_t>(LevelsOf(sums[2], sums[3]));
}

__device__ __forceinline__ void StoreFour(const float (&values)[4], float* target) {
  *reinterpret_cast<float4*>(target) = make_float4(values[0], values[1], values[2], values[3]);
}

// Two 16-bit floats a word.
template <typename T>
__device__ __forceinline__ void StoreFour(const T (&values)[4], T* target) {
  *reinterpret_cast<uint2*>(target) = make_uint2(values[0].bits | static_cast<uint32_t>(values[1].bits) << 16,
                                                 values[2].bits | static_cast<uint32_t>(values[3].bits) << 16);
}

struct TilePlace {
  int image;
  int x;
  int y;
};

// Four values a thread and turn: whole lines of memory a warp, where the output's rows begin on such.
template <typename T>
__device__ __forceinline__ void StoreUpToFour(const T (&values)[4], int count, bool aligned, T* target) {
  if (aligned) return StoreFour(values, target);
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    if (i < count) target[i] = values[i];
  }
}

template <typename T>
__device__ __forceinline__ bool IsAligned(const PreprocessBatch& batch) {
  return batch.crop % 4 == 0 && reinterpret_cast<uintptr_t>(batch.output) % (4 * sizeof(T)) == 0;
}

template <typename T>
__device__ __forceinline__ void StoreChannelsLast(const PreprocessBatch& batch, const unsigned char* stage,
                                                  const T* levels, const TilePlace& tile) {
  constexpr int kQuads = kElements / 4;
  const int length = 3 * batch.crop;
  for (int i = ThreadIndex(); i < kTile * kQuads; i += kThreads) {
    const int row = i / kQuads, element = i % kQuads * 4, y = tile.y * kTile + row, x = tile.x * kElements + element;
    if (y >= batch.crop || x >= length) continue;
    const uint32_t staged = *reinterpret_cast<const uint32_t*>(stage + row * kStagePitch + element);
    T values[4];
#pragma unroll
    for (int j = 0; j < 4; ++j) values[j] = levels[(element + j) % 3 * 256 + (staged >> 8 * j & 0xFF)];
    T* target = static_cast<T*>(batch.output) + (static_cast<int64_t>(tile.image) * batch.crop + y) * length + x;
    StoreUpToFour(values, length - x, IsAligned<T>(batch), target);
  }
}

// Four pixels a thread and turn, whose channels go to three planes.
template <typename T>
__device__ __forceinline__ void StorePlanes(const PreprocessBatch& batch, const unsigned char* stage, const T* levels,
                                            const TilePlace& tile) {
  constexpr int kQuads = kTile / 4;
  for (int i = ThreadIndex(); i < kTile * kQuads; i += kThreads) {
    const int row = i / kQuads, column = i % kQuads * 4, y = tile.y * kTile + row, x = tile.x * kTile + column;
    if (y >= batch.crop || x >= batch.crop) continue;
    const uint32_t* words = reinterpret_cast<const uint32_t*>(stage + row * kStagePitch + 3 * column);
    const uint32_t a = words[0], b = words[1], c = words[2];
    const uint32_t channels[3] = {__byte_perm(__byte_perm(a, b, 0x0630), c, 0x5210),   // bytes 0, 3, 6, 9
                                  __byte_perm(__byte_perm(a, b, 0x0741), c, 0x6210),   // bytes 1, 4, 7, 10
                                  __byte_perm(__byte_perm(a, b, 0x0052), c, 0x7410)};  // bytes 2, 5, 8, 11
#pragma unroll
    for (int channel = 0; channel < 3; ++channel) {
      T values[4];
#pragma unroll
      for (int j = 0; j < 4; ++j) values[j] = levels[channel * 256 + (channels[channel] >> 8 * j & 0xFF)];
      const int64_t line = (static_cast<int64_t>(tile.image) * 3 + channel) * batch.crop + y;
      StoreUpToFour(values, batch.crop - x, IsAligned<T>(batch), static_cast<T*>(batch.output) + line * batch.crop + x);
    }
  }
}

}  // namespace assay::fused_preprocess

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_STORE_CUH_
