// The fused preprocess kernel: a block makes tiles of 32x32 output pixels, each from a window of source pixels at a
// time.
//
// Both passes of Pillow's resize are products of a matrix of weights with one of bytes, so the tensor cores take them.
// A weight has 23 bits: it goes in three signed bytes, and the three products, shifted and added, are the sum modulo
// 2^32 that Pillow computes, bit for bit. A window of at most 64x64 source pixels is loaded and split into channels;
// along rows it becomes 32 narrowed columns, rounded to bytes as Pillow does between the passes; down columns the
// products of all windows are summed in registers. The memory that this takes does not grow with the image or the
// scale.
#ifndef ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_KERNEL_CUH_
#define ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_KERNEL_CUH_

#include "tools/cuda/device.h"
#include "tools/cuda/mma.h"
#include "tools/cuda/scalar_types.h"
#include "transforms/cuda/fused_preprocess_batch.h"
#include "transforms/cuda/fused_preprocess_load.cuh"
#include "transforms/cuda/fused_preprocess_store.cuh"
#include "transforms/cuda/fused_preprocess_thread.cuh"
#include "transforms/cuda/fused_preprocess_weights.cuh"

namespace assay::fused_preprocess {

// Eight lines of bytes of each channel, of which a product takes columns [0, kWindow), and 32 lines on the next eight.
struct Lines {
  const unsigned char* first;
  int pitch;
  int plane;
  int count;  // of lines that hold anything
};

// Adds to sums[octet][channel] the product of a window's weights, those of one half of the targets, with the lines.
// Skips the columns that no target of `used` reaches; `begin` is the source pixel of column 0.
template <int kOctets>
__device__ __forceinline__ void AddProducts(const unsigned char* weights, const SourceRange& used, int begin,
                                            const Lines& lines, uint32_t (&sums)[kOctets][3][4]) {
  const int lane = ThreadIndex() % 32;
  const unsigned char* own = lines.first + lane / 4 * lines.pitch + lane % 4 * 4;
#pragma unroll 1
  for (int k = 0; k < kWindow / 32; ++k) {
    if (begin + 32 * k >= used.end || begin + 32 * k + 32 <= used.begin) continue;
    uint4 digits[3];
#pragma unroll
    for (int digit = 0; digit < 3; ++digit) {
      digits[digit] = *reinterpret_cast<const uint4*>(weights + (3 * k + digit) * kFragment + lane * 16);
    }
#pragma unroll
    for (int octet = 0; octet < kOctets; ++octet) {
      if (32 * octet >= lines.count) continue;
#pragma unroll
      for (int channel = 0; channel < 3; ++channel) {
        const unsigned char* bytes = own + channel * lines.plane + 32 * octet * lines.pitch + 32 * k;
        const uint2 b =
            make_uint2(*reinterpret_cast<const uint32_t*>(bytes), *reinterpret_cast<const uint32_t*>(bytes + 16));
        uint32_t product[4] = {0, 0, 0, 0};
#pragma unroll
        for (int digit = 0; digit < 3; ++digit) {
#pragma unroll
          for (int i = 0; i < 4; ++i) product[i] <<= 8;
          MultiplyAdd(digits[digit], b, product);
        }
#pragma unroll
        for (int i = 0; i < 4; ++i) sums[octet][channel][i] += product[i];
      }
    }
  }
}

// The level of a sum of pixels times weights in units of 2^-22, rounded.
__device__ __forceinline__ uint32_t LevelOf(uint32_t sum) {
  const int32_t level = static_cast<int32_t>(sum + (1u << 21)) >> 22;
  return static_cast<uint32_t>(min(max(level, 0), 255));
}

// Writes the narrowed rows, two side by side in a 16-bit word: along a target column, as the second pass reads them.
__device__ __forceinline__ void StoreNarrow(const uint32_t (&sums)[2][3][4], int rows, unsigned char* narrow) {
  const int lane = ThreadIndex() % 32, warp = ThreadIndex() / 32;
#pragma unroll
  for (int octet = 0; octet < 2; ++octet) {
    const int row = (warp / 2 + 4 * octet) * 8 + lane % 4 * 2;
    if ((warp / 2 + 4 * octet) * 8 >= rows) continue;
#pragma unroll
    for (int channel = 0; channel < 3; ++channel) {
#pragma unroll
      for (int below = 0; below < 2; ++below) {
        const int column = warp % 2 * 16 + lane / 4 + 8 * below;
        const uint32_t pair = LevelOf(sums[octet][channel][2 * below]) | LevelOf(sums[octet][channel][2 * below + 1])
                                                                             << 8;
        *reinterpret_cast<uint16_t*>(narrow + channel * kNarrowPlane + column * kNarrowPitch + row) =
            static_cast<uint16_t>(pair);
      }
    }
  }
}

// Where the block's parts lie in its shared memory.
struct Room {
  unsigned char* bytes;

  __device__ unsigned char* source() const { return bytes + kSourceAt; }
  __device__ unsigned char* narrow() const { return bytes + kNarrowAt; }
  __device__ Targets& columns() const { return *reinterpret_cast<Targets*>(bytes + kTargetsAt); }
  __device__ Targets& rows() const { return *reinterpret_cast<Targets*>(bytes + kTargetsAt + kTargetsBytes); }
  __device__ unsigned char* row_weights() const { return bytes + kRowWeightsAt; }
  __device__ unsigned char* column_weights(int window) const {
    return bytes + kColumnWeightsAt + window * kWindowWeights;
  }
};

// A tile's sums, before they are rounded: of the half of its rows and the eight columns that are this warp's. The
// weights of columns that stay in shared memory are made if `fill_columns`, which is false once they stand. The threads
// have met since FindTaps.
__device__ __forceinline__ void SumTile(const PreprocessBatch& batch, const PreprocessedImage& image, const Room& room,
                                        bool& fill_columns, uint32_t (&sums)[1][3][4]) {
  const SourceRange columns = room.columns().range[2], rows = room.rows().range[2];
  const int windows = (columns.end - columns.begin + kWindow - 1) / kWindow;
  if (windows == 0) return;
  // The first two warps compute weights while the others load the first window.
  const int warp = ThreadIndex() / 32;
  if (fill_columns && warp == 0) FindWeights(room.columns());
  if (warp == 1) FindWeights(room.rows());
  for (int row = rows.begin; row < rows.end; row += kWindow) {
    const int row_count = min(rows.end - row, kWindow);
    uint32_t narrowed[2][3][4] = {};
    for (int window = 0; window < windows; ++window) {
      const int column = columns.begin + window * kWindow;
      const bool first = row == rows.begin && window == 0;
      LoadWindow(image, {row, column, row_count, min(columns.end - column, kWindow)}, first ? 2 * kTile : 0,
                 room.source());
      __syncthreads();
      if (window == 0) FillWindow(room.rows(), row, room.row_weights());
      const bool resident = windows <= batch.resident_windows;
      unsigned char* weights = room.column_weights(resident ? window : 0);
      if (!resident || fill_columns) {
        FillWindow(room.columns(), column, weights);
        __syncthreads();
      }
      const int half = ThreadIndex() / 32 % 2, eight = ThreadIndex() / 64 * 8;
      const Lines lines = {room.source() + eight * kSourcePitch, kSourcePitch, kSourcePlane, row_count - eight};
      AddProducts(weights + half * 6 * kFragment, room.columns().range[half], column, lines, narrowed);
      if (window + 1 < windows) __syncthreads();
    }
    StoreNarrow(narrowed, row_count, room.narrow());
    __syncthreads();
    const int half = ThreadIndex() / 32 % 2, eight = ThreadIndex() / 64 * 8;
    const Lines lines = {room.narrow() + eight * kNarrowPitch, kNarrowPitch, kNarrowPlane, kTile};
    AddProducts(room.row_weights() + half * 6 * kFragment, room.rows().range[half], row, lines, sums);
    fill_columns = false;
  }
}

template <typename T, bool channels_last>
__global__ void __launch_bounds__(kThreads, 3) FusedPreprocessKernel(const __grid_constant__ PreprocessBatch batch) {
  ASSAY_DYNAMIC_SHARED(unsigned char, bytes);
  const Room room = {bytes};
  const int tiles = Tiles(batch.crop), blocks_of_image = tiles * BlocksBelow(batch);
  const int index = static_cast<int>(blockIdx.x) / blocks_of_image,
            block = static_cast<int>(blockIdx.x) % blocks_of_image;
  const int tile_x = block % tiles, begin = block / tiles * batch.tiles_per_block;
  const PreprocessedImage& image = batch.images[index];
  T* table = reinterpret_cast<T*>(bytes + kTableAt);
  FillTable(batch, table);
  if (ThreadIndex() / 32 == 0) FindTaps(image.columns, batch, tile_x, room.columns());
  const int end = min(begin + batch.tiles_per_block, tiles);
  bool fill_columns = true;
  for (int tile_y = begin; tile_y < end; ++tile_y) {
    if (ThreadIndex() / 32 == 1) FindTaps(image.rows, batch, tile_y, room.rows());
    __syncthreads();
    uint32_t sums[1][3][4] = {};
    SumTile(batch, image, room, fill_columns, sums);
    StageLevels<channels_last>(sums[0], room.source());
    __syncthreads();
    StoreTile<T, channels_last>(batch, room.source(), table, {index, tile_x, tile_y});
  }
}

}  // namespace assay::fused_preprocess

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_KERNEL_CUH_
