// From a tile's levels to the normalised output. The device code of one part of fused_preprocess_kernel.cuh.
#ifndef ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_STORE_CUH_
#define ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_STORE_CUH_

#include "tools/cuda/device.h"
#include "tools/cuda/scalar_types.h"
#include "transforms/cuda/fused_preprocess_batch.h"
#include "transforms/cuda/fused_preprocess_thread.cuh"
#include "transforms/cuda/normalize_value.h"

namespace assay::fused_preprocess {

// A level has 256 values: each channel's are normalised once a block, with the divisions that the reference has.
template <typename T>
__device__ __forceinline__ void FillTable(const PreprocessBatch& batch, T* table) {
  for (int i = ThreadIndex(); i < 3 * 256; i += kThreads) {
    table[i] = FromFloat<T>(NormalizeValue(static_cast<uint8_t>(i % 256), batch.mean[i / 256], batch.std[i / 256]));
  }
}

// The staged tile's rows: of each channel in turn, or of pixels.
template <bool channels_last>
struct Stage {
  static constexpr int kPlanes = channels_last ? 1 : 3;
  static constexpr int kElements = channels_last ? 3 * kTile : kTile;  // of a row
  static constexpr int kPitch = kElements + 4;
  static_assert(kPlanes * kTile * kPitch <= 3 * kSourcePlane);
};

__device__ __forceinline__ uint32_t LevelOf(uint32_t sum);

// Writes the warp's levels of its half of the rows and its eight columns to the stage, as mma.h spreads them over
// lanes.
template <bool channels_last>
__device__ __forceinline__ void StageLevels(const uint32_t (&sums)[3][4], unsigned char* stage) {
  using Layout = Stage<channels_last>;
  const int lane = ThreadIndex() % 32, warp = ThreadIndex() / 32;
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const int row = warp % 2 * 16 + lane / 4 + i / 2 * 8, column = warp / 2 * 8 + lane % 4 * 2 + i % 2;
#pragma unroll
    for (int channel = 0; channel < 3; ++channel) {
      const int at = channels_last ? row * Layout::kPitch + 3 * column + channel
                                   : (channel * kTile + row) * Layout::kPitch + column;
      stage[at] = static_cast<unsigned char>(LevelOf(sums[channel][i]));
    }
  }
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

// Four elements a thread and turn: whole lines of memory a warp, where the output's rows begin on such.
template <typename T, bool channels_last>
__device__ __forceinline__ void StoreTile(const PreprocessBatch& batch, const unsigned char* stage, const T* table,
                                          const TilePlace& tile) {
  using Layout = Stage<channels_last>;
  constexpr int kQuads = Layout::kElements / 4;
  const int length = channels_last ? 3 * batch.crop : batch.crop;
  T* output = static_cast<T*>(batch.output);
  const bool aligned = length % 4 == 0 && reinterpret_cast<uintptr_t>(output) % (4 * sizeof(T)) == 0;
#pragma unroll
  for (int turn = 0; turn < 3; ++turn) {
    const int i = turn * kThreads + ThreadIndex();
    const int line = i / kQuads, element = i % kQuads * 4, plane = line / kTile, row = line % kTile;
    const int y = tile.y * kTile + row, x = tile.x * Layout::kElements + element;
    if (y >= batch.crop || x >= length) continue;
    const uint32_t levels = *reinterpret_cast<const uint32_t*>(stage + line * Layout::kPitch + element);
    T values[4];
#pragma unroll
    for (int j = 0; j < 4; ++j) {
      const int channel = channels_last ? (element + j) % 3 : plane;
      values[j] = table[channel * 256 + (levels >> 8 * j & 0xFF)];
    }
    const int64_t line_of_output = (static_cast<int64_t>(tile.image) * Layout::kPlanes + plane) * batch.crop + y;
    T* target = output + line_of_output * length + x;
    if (aligned) {
      StoreFour(values, target);
    } else {
#pragma unroll
      for (int j = 0; j < 4; ++j) {
        if (x + j < length) target[j] = values[j];
      }
    }
  }
}

}  // namespace assay::fused_preprocess

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_STORE_CUH_
