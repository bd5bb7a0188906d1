// The fused preprocess kernel: a block makes tiles of 32x32 output pixels, each from a window of source pixels at a
// time.
//
// Both passes of Pillow's resize are products of a matrix of weights with one of bytes, so the tensor cores take them.
// A weight has 23 bits: it goes in three signed bytes, and the three products, shifted and added, are the sum modulo
// 2^32 that Pillow computes, bit for bit. A window of at most 64x64 source pixels is loaded, interleaved as it is: the
// weights of a red value are 0 for green and blue bytes. Along rows it becomes 96 narrowed columns, rounded to bytes as
// Pillow does between the passes; down these the products of all windows are summed in registers. The memory that this
// takes does not grow with the image or the scale.
#ifndef ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_KERNEL_CUH_
#define ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_KERNEL_CUH_

#include "tools/cuda/device.h"
#include "transforms/cuda/fused_preprocess_batch.h"
#include "transforms/cuda/fused_preprocess_load.cuh"
#include "transforms/cuda/fused_preprocess_products.cuh"
#include "transforms/cuda/fused_preprocess_store.cuh"
#include "transforms/cuda/fused_preprocess_weights.cuh"

namespace assay::fused_preprocess {

// Where the block's parts lie in its shared memory.
struct Room {
  unsigned char* bytes;
  const PreprocessBatch& batch;

  __device__ unsigned char* source() const { return bytes + kSourceAt; }
  __device__ unsigned char* narrow() const { return bytes + kNarrowAt; }
  __device__ Targets& columns() const { return *reinterpret_cast<Targets*>(bytes + kTargetsAt); }
  __device__ Targets& rows() const { return *reinterpret_cast<Targets*>(bytes + kTargetsAt + kTargetsBytes); }
  __device__ unsigned char* row_weights() const { return bytes + kRowWeightsAt; }
  __device__ uint32_t* column_table() const { return reinterpret_cast<uint32_t*>(bytes + kTablesAt); }
  __device__ uint32_t* row_table() const { return reinterpret_cast<uint32_t*>(bytes + kTablesAt + TableBytes(batch)); }
  // This lane's four sums along rows, of the warp's elements and an octet of lines; and down columns, of an octet of
  // elements: what is not complete waits here.
  __device__ uint4& narrow_sums(int octet) const { return lane_sums()[octet * 32]; }
  __device__ uint4& sums(int octet) const { return lane_sums()[(kWindow / 8 + octet) * 32]; }

 private:
  __device__ uint4* lane_sums() const {
    const int warp = ThreadIndex() / 32, lane = ThreadIndex() % 32;
    return reinterpret_cast<uint4*>(bytes + PartialSumsAt(batch)) + warp * kPartialSums * 32 + lane;
  }
};

// Which source pixels the warp's sixteen elements need. Where all are padding: pixel 0, which none of them weighs.
__device__ __forceinline__ SourceRange RangeOfGroup(const Targets& columns) {
  const int group = ThreadIndex() / 32;
  int first = 16 * group / 3, last = (16 * group + 15) / 3;
  while (first <= last && columns.end[first] == 0) ++first;
  while (first <= last && columns.end[last] == 0) --last;
  if (first > last) return {columns.range[2].begin, columns.range[2].begin + 1};
  return {columns.first[first], columns.end[last]};
}

// Weights of the warp's elements for bytes [at, at + kReach) of a line.
__device__ __forceinline__ Weights ColumnWeights(const Room& room, const PreprocessedImage& image, int window, int at) {
  const int group = ThreadIndex() / 32, lane = ThreadIndex() % 32;
  Digits digits[2];
#pragma unroll
  for (int i = 0; i < 2; ++i) {
    const int element = 16 * group + lane / 4 + 8 * i, channel = element % 3;
    const Row row = RowOf(room.batch.table_taps, room.columns(), room.column_table(), window, element / 3);
    digits[i] = AlongPixels(row, image.bgr != 0 ? 2 - channel : channel, at + lane % 4 * 16);
  }
  return WeightsOf(digits[0], digits[1]);
}

// Half a level, so that the shift to a level rounds; or what is there already.
__device__ __forceinline__ void StartSums(bool is_first, const uint4& partial, uint32_t (&sums)[4]) {
  const uint4 start = is_first ? make_uint4(kHalfLevel, kHalfLevel, kHalfLevel, kHalfLevel) : partial;
  sums[0] = start.x, sums[1] = start.y, sums[2] = start.z, sums[3] = start.w;
}

// The pass along rows: from the window's lines to the warp's sixteen narrowed columns. A sum that needs more than
// kReach bytes, or more than a window, waits in shared memory for the rest.
__device__ __forceinline__ void NarrowWindow(const Room& room, const PreprocessedImage& image,
                                             const SourceWindow& window) {
  const SourceRange range = RangeOfGroup(room.columns());
  const int window_end = window.column + kWindow;
  const int begin = (max(range.begin, window.column) - window.column) * 3 / 16 * 16;
  const int end = (min(range.end, window_end) - window.column) * 3;
  for (int at = begin; at < end; at += kReach) {
    const bool is_first = at == begin && range.begin >= window.column;
    const bool is_last = at + kReach >= end && range.end <= window_end;
    const Weights weights = ColumnWeights(room, image, window.column, 3 * window.column + at);
#pragma unroll 1
    for (int octet = 0; 8 * octet < window.rows; ++octet) {
      const int lane = ThreadIndex() % 32;
      uint32_t sums[4];
      StartSums(is_first, room.narrow_sums(octet), sums);
      const unsigned char* line = room.source() + (8 * octet + lane / 4) * kSourcePitch + at + lane % 4 * 16;
      AddProduct(weights, *reinterpret_cast<const uint4*>(line), sums);
      if (!is_last) {
        room.narrow_sums(octet) = make_uint4(sums[0], sums[1], sums[2], sums[3]);
        continue;
      }
      const int element = 16 * (ThreadIndex() / 32) + lane / 4, within = octet % 2 * 8 + lane % 4 * 2;
#pragma unroll
      for (int i = 0; i < 2; ++i) {
        *reinterpret_cast<uint16_t*>(room.narrow() + NarrowAt(element + 8 * i, octet / 2) + within) =
            static_cast<uint16_t>(LevelsOf(sums[2 * i], sums[2 * i + 1]));
      }
    }
  }
}

// Weights of the tile's rows for the source rows of a window, in shared memory: by two warps, each for a half of the
// rows.
__device__ __forceinline__ void FillRowWeights(const Room& room, int window) {
  const int half = ThreadIndex() / 32, lane = ThreadIndex() % 32;
  if (half >= 2) return;
  Digits digits[2];
#pragma unroll
  for (int i = 0; i < 2; ++i) {
    const Row row = RowOf(room.batch.table_taps, room.rows(), room.row_table(), window, 16 * half + lane / 4 + 8 * i);
    digits[i] = AlongColumn(row, window + lane % 4 * 16);
  }
  const Weights weights = WeightsOf(digits[0], digits[1]);
#pragma unroll
  for (int i = 0; i < 6; ++i) {
    *reinterpret_cast<uint4*>(room.row_weights() + RowWeightsAt(half, i, lane)) = weights.part[i / 2][i % 2];
  }
}

// The warp's part of a tile: one half of the rows, four octets of elements.

__device__ __forceinline__ int HalfOfWarp() { return ThreadIndex() / 32 % 2; }
__device__ __forceinline__ int OctetOfWarp(int i) { return ThreadIndex() / 64 * kOctets + i; }

// The pass down columns: adds what the window's rows give, and stages the levels after the last window.
__device__ __forceinline__ void AddWindow(const Room& room, int window) {
  const SourceRange rows = room.rows().range[2];
  const int lane = ThreadIndex() % 32;
  Weights weights;
#pragma unroll
  for (int i = 0; i < 6; ++i) {
    weights.part[i / 2][i % 2] =
        *reinterpret_cast<const uint4*>(room.row_weights() + RowWeightsAt(HalfOfWarp(), i, lane));
  }
#pragma unroll 1
  for (int i = 0; i < kOctets; ++i) {
    uint32_t sums[4];
    StartSums(window == rows.begin, room.sums(i), sums);
    const int element = 8 * OctetOfWarp(i) + lane / 4;
    AddProduct(weights, *reinterpret_cast<const uint4*>(room.narrow() + NarrowAt(element, lane % 4)), sums);
    if (window + kWindow < rows.end) {
      room.sums(i) = make_uint4(sums[0], sums[1], sums[2], sums[3]);
    } else {
      StageLevels(sums, HalfOfWarp(), OctetOfWarp(i), room.source());
    }
  }
}

// Stages the tile's levels. The threads have met since FindTaps; the first two warps have computed weights meanwhile,
// while the others load the first window.
__device__ __forceinline__ void StageTile(const Room& room, const PreprocessedImage& image) {
  const SourceRange columns = room.columns().range[2], rows = room.rows().range[2];
  if (columns.begin == columns.end || rows.begin == rows.end) {  // all of it is padding
    constexpr uint32_t kBlack[4] = {0, 0, 0, 0};
    for (int i = 0; i < kOctets; ++i) StageLevels(kBlack, HalfOfWarp(), OctetOfWarp(i), room.source());
    return;
  }
  if (!room.columns().whole || !room.rows().whole) __syncthreads();
  for (int row = rows.begin; row < rows.end; row += kWindow) {
    for (int column = columns.begin; column < columns.end; column += kWindow) {
      const SourceWindow window = {row, column, min(rows.end - row, kWindow), min(columns.end - column, kWindow)};
      const bool is_first = row == rows.begin && column == columns.begin;
      LoadWindow(image, window, is_first ? 64 : 0, room.source());
      if (!room.columns().whole) FillTable(column, room.columns(), room.column_table());
      if (!room.rows().whole && column == columns.begin) FillTable(row, room.rows(), room.row_table());
      __syncthreads();
      if (column == columns.begin) FillRowWeights(room, row);
      NarrowWindow(room, image, window);
      __syncthreads();
    }
    AddWindow(room, row);
  }
}

template <typename T, bool channels_last>
__global__ void __launch_bounds__(kThreads, 4) FusedPreprocessKernel(const __grid_constant__ PreprocessBatch batch) {
  ASSAY_DYNAMIC_SHARED(unsigned char, bytes);
  const Room room = {bytes, batch};
  const int tiles = Tiles(batch.crop), blocks_of_image = tiles * BlocksBelow(batch);
  const int index = static_cast<int>(blockIdx.x) / blocks_of_image,
            block = static_cast<int>(blockIdx.x) % blocks_of_image;
  const int tile_x = block % tiles, begin = block / tiles * batch.tiles_per_block;
  const PreprocessedImage& image = batch.images[index];
  T* levels = reinterpret_cast<T*>(bytes + kLevelsAt);
  NormaliseLevels(batch, levels);
  if (ThreadIndex() / 32 == 0) FindTaps(image.columns, batch, tile_x, room.columns());
  const int end = min(begin + batch.tiles_per_block, tiles);
  for (int tile_y = begin; tile_y < end; ++tile_y) {
    if (ThreadIndex() / 32 == 1) FindTaps(image.rows, batch, tile_y, room.rows());
    __syncthreads();
    if (ThreadIndex() / 32 == 0 && tile_y == begin) FindWeights(batch.table_taps, room.columns(), room.column_table());
    if (ThreadIndex() / 32 == 1) FindWeights(batch.table_taps, room.rows(), room.row_table());
    StageTile(room, image);
    __syncthreads();
    const TilePlace tile = {index, tile_x, tile_y};
    if constexpr (channels_last) {
      StoreChannelsLast(batch, room.source(), levels, tile);
    } else {
      StorePlanes(batch, room.source(), levels, tile);
    }
  }
}

}  // namespace assay::fused_preprocess

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_KERNEL_CUH_
