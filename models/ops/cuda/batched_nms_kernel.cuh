// The kernels of batched NMS, in the order in which batched_nms_steps.cuh launches them.
//
// Boxes are taken by class, and within a class by descending score; a "position" is a place in that order. Tiles of
// kNmsTile positions are settled one after the other: by the boxes within a tile (a table of bits says who would remove
// whom), then each tile's kept boxes remove what follows of the same class. No table of all pairs is ever made.
#ifndef ASSAY_MODELS_OPS_CUDA_BATCHED_NMS_KERNEL_CUH_
#define ASSAY_MODELS_OPS_CUDA_BATCHED_NMS_KERNEL_CUH_

#include "models/ops/cuda/bitonic_sort.cuh"
// Above all else: the device's language.
#include "models/ops/cuda/batched_nms_value.h"

namespace assay {

inline constexpr uint32_t kNmsTile = 1024;
inline constexpr uint32_t kNmsWords = kNmsTile / 32;  // of a row of the table of bits
inline constexpr uint32_t kNmsSmall = 2048;           // what one block sorts
inline constexpr uint32_t kNmsThreads = 256;

// The workspace, in the device's memory.
struct NmsSpace {
  uint32_t* by_score;  // rank -> index
  uint32_t* by_class;  // position -> index
  uint64_t* classes;   // position -> ClassKey
  Box* boxes;          // position -> box
  uint8_t* removed;    // position -> 1 where an earlier tile's box removed it
  uint8_t* kept;       // index -> 1 where it stays
  uint32_t* bits;      // the table: [tile, row within the tile, word]
  Box* tile_boxes;     // the tile's kept boxes of the class that goes on behind it
  uint32_t* tile_count;
  uint32_t* counts;  // of kept boxes, for each block of ranks
};

__device__ inline Box LoadBox(const float* boxes, int64_t index) {
  const float* corner = boxes + index * 4;
  return {corner[0], corner[1], corner[2], corner[3]};
}

// Class first, then score, then index.
struct NmsEntry {
  uint64_t major;
  uint64_t minor;
};

ASSAY_HOST_DEVICE inline bool operator<(const NmsEntry& a, const NmsEntry& b) {
  return a.major != b.major ? a.major < b.major : a.minor < b.minor;
}

// Up to kNmsSmall boxes: the first block orders by score, the second by class and score. `size`: a power of 2, >=
// count.
__global__ void __launch_bounds__(1024) NmsSortKernel(BatchedNms nms, uint32_t size, NmsSpace space) {
  ASSAY_SHARED_ARRAY(NmsEntry, entries, kNmsSmall);
  const bool by_class = blockIdx.x == 1;
  const uint32_t count = static_cast<uint32_t>(nms.count);
  for (uint32_t i = threadIdx.x; i < size; i += blockDim.x) {
    if (i < count) {
      const bool has_class = by_class && nms.classes != nullptr;
      entries[i].major = has_class ? ClassKey(nms.classes[i]) : 0;
      entries[i].minor = static_cast<uint64_t>(DescendingKey(nms.scores[i])) << 32 | i;
    } else {
      entries[i].major = entries[i].minor = ~uint64_t{0};
    }
  }
  BitonicSort(entries, size);
  for (uint32_t i = threadIdx.x; i < count; i += blockDim.x) {
    const uint32_t index = static_cast<uint32_t>(entries[i].minor);
    if (by_class) {
      space.by_class[i] = index;
      space.classes[i] = entries[i].major;
      space.boxes[i] = LoadBox(nms.boxes, index);
      space.removed[i] = 0;
    } else {
      space.by_score[i] = index;
    }
  }
}

// More boxes, whose order the caller sorts with these keys: first by score ...
__global__ void NmsScoreKeysKernel(BatchedNms nms, uint32_t* keys, uint32_t* indices) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= nms.count) return;
  keys[i] = DescendingKey(nms.scores[i]);
  indices[i] = static_cast<uint32_t>(i);
}

// ... then, stably, by class.
__global__ void NmsClassKeysKernel(BatchedNms nms, const uint32_t* by_score, uint64_t* keys) {
  const int64_t rank = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (rank >= nms.count) return;
  keys[rank] = nms.classes == nullptr ? 0 : ClassKey(nms.classes[by_score[rank]]);
}

__global__ void NmsGatherKernel(BatchedNms nms, NmsSpace space) {
  const int64_t position = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (position >= nms.count) return;
  space.boxes[position] = LoadBox(nms.boxes, space.by_class[position]);
  space.removed[position] = 0;
}

// The table of bits: one warp a square of 32 rows by 32 columns on or above the diagonal, one lane a row. blockIdx.y
// counts tiles from `first_tile`, which have `words` words of boxes each.
__global__ void NmsBitsKernel(int64_t count, float threshold, int64_t first_tile, uint32_t words, NmsSpace space) {
  ASSAY_SHARED_ARRAY(Box, boxes, kNmsThreads);
  ASSAY_SHARED_ARRAY(uint64_t, classes, kNmsThreads);
  const uint32_t lane = threadIdx.x % 32, square = blockIdx.x * (kNmsThreads / 32) + threadIdx.x / 32;
  // Rows from the top: the first has `words` squares, each further one fewer.
  uint32_t row_word = 0, column_word = square;
  while (row_word < words && column_word >= words - row_word) column_word -= words - row_word++;
  column_word += row_word;
  const int64_t tile = (first_tile + blockIdx.y) * kNmsTile;
  const int64_t row = tile + row_word * 32 + lane, column = tile + column_word * 32;
  // A warp uses what it loaded itself.
  Box* const warp_boxes = boxes + threadIdx.x / 32 * 32;
  uint64_t* const warp_classes = classes + threadIdx.x / 32 * 32;
  if (row_word < words && column + lane < count) {
    warp_boxes[lane] = space.boxes[column + lane];
    warp_classes[lane] = space.classes[column + lane];
  }
  __syncwarp();
  if (row_word >= words || row >= count) return;
  const Box box = space.boxes[row];
  const uint64_t own_class = space.classes[row];
  uint32_t bits = 0;
  for (uint32_t i = 0; i < 32; ++i) {
    if (column + i >= count || column + i <= row) continue;
    if (warp_classes[i] == own_class && Overlap(box, warp_boxes[i], threshold)) bits |= 1u << i;
  }
  space.bits[(static_cast<int64_t>(blockIdx.y) * kNmsTile + row_word * 32 + lane) * kNmsWords + column_word] = bits;
}

// Settles 32 rows of a tile: returns which of `alive` stay. Every lane does the same. `table`: [row, word].
__device__ inline uint32_t SettleRows(const uint32_t* table, uint32_t word, uint32_t alive) {
  uint32_t removes[32];
#pragma unroll
  for (uint32_t i = 0; i < 32; ++i) removes[i] = table[(word * 32 + i) * kNmsWords + word];
#pragma unroll
  for (uint32_t i = 0; i < 32; ++i) {
    if ((alive >> i & 1) != 0) alive &= ~removes[i];  // of rows further down alone
  }
  return alive;
}

// One warp, one lane a word of alive boxes: 32 rows at a time from the top.
__device__ inline uint32_t SettleTile(const uint32_t* table, uint32_t rows, uint32_t alive) {
  const uint32_t lane = threadIdx.x % 32;
  for (uint32_t word = 0; word * 32 < rows; ++word) {
    const uint32_t stay = SettleRows(table, word, __shfl_sync(0xFFFFFFFFu, alive, word));
    uint32_t removed = 0;
#pragma unroll 8
    for (uint32_t i = 0; i < 32; ++i) {
      const uint32_t row_bits = table[(word * 32 + i) * kNmsWords + lane];
      removed |= (stay >> i & 1) != 0 ? row_bits : 0;
    }
    if (lane == word) alive = stay;
    if (lane > word) alive &= ~removed;
  }
  return alive;
}

// One block of kNmsTile threads for one tile. `slot`: its place in the table. Dynamic shared memory: the tile's table.
__global__ void __launch_bounds__(kNmsTile) NmsSettleKernel(int64_t count, int64_t tile, int64_t slot, NmsSpace space) {
  ASSAY_DYNAMIC_SHARED(uint32_t, table);
  ASSAY_SHARED_ARRAY(uint32_t, alive_words, kNmsWords);
  ASSAY_SHARED_ARRAY(uint32_t, listed, 1);
  const int64_t first = tile * kNmsTile, position = first + threadIdx.x;
  const uint32_t rows = static_cast<uint32_t>(count - first < kNmsTile ? count - first : kNmsTile);
  const uint32_t* bits = space.bits + slot * kNmsTile * kNmsWords;
  for (uint32_t i = threadIdx.x; i < (rows + 31) / 32 * 32 * kNmsWords; i += blockDim.x) {
    // Below the diagonal, and behind the last row, nothing was written.
    const uint32_t row = i / kNmsWords, word = i % kNmsWords;
    table[i] = row < rows && word >= row / 32 ? bits[i] : 0;
  }
  const bool alive = position < count && space.removed[position] == 0;
  const uint32_t word = __ballot_sync(0xFFFFFFFFu, alive);
  if (threadIdx.x % 32 == 0) alive_words[threadIdx.x / 32] = word;
  if (threadIdx.x == 0) listed[0] = 0;
  __syncthreads();
  if (threadIdx.x < 32) alive_words[threadIdx.x] = SettleTile(table, rows, alive_words[threadIdx.x]);
  __syncthreads();
  if (position < count) {
    const bool stays = (alive_words[threadIdx.x / 32] >> threadIdx.x % 32 & 1) != 0;
    space.kept[space.by_class[position]] = stays;
    const int64_t behind = first + kNmsTile;
    // A class that goes on: its kept boxes are for NmsRemoveKernel.
    if (stays && behind < count && space.classes[behind] == space.classes[position]) {
      space.tile_boxes[atomicAdd(&listed[0], 1u)] = space.boxes[position];
    }
  }
  __syncthreads();
  if (threadIdx.x == 0) *space.tile_count = listed[0];
}

// Behind a settled tile: one thread a position removes itself where one of the tile's kept boxes of its class says so.
__global__ void NmsRemoveKernel(int64_t count, float threshold, int64_t tile, NmsSpace space) {
  ASSAY_SHARED_ARRAY(Box, boxes, kNmsTile);
  const int64_t behind = (tile + 1) * kNmsTile;
  const int64_t first = behind + static_cast<int64_t>(blockIdx.x) * blockDim.x;
  const uint32_t better = *space.tile_count;
  const uint64_t going_on = space.classes[behind];
  // All of the block's threads agree: classes are in order, so that where the first is another one, so are all.
  if (better == 0 || space.classes[first] != going_on) return;
  for (uint32_t i = threadIdx.x; i < better; i += blockDim.x) boxes[i] = space.tile_boxes[i];
  __syncthreads();
  const int64_t position = first + threadIdx.x;
  if (position >= count || space.classes[position] != going_on || space.removed[position] != 0) return;
  const Box box = space.boxes[position];
  for (uint32_t i = 0; i < better; ++i) {
    if (!Overlap(boxes[i], box, threshold)) continue;
    space.removed[position] = 1;
    return;
  }
}

// How many boxes of each block of ranks stay.
__global__ void NmsCountKernel(int64_t count, NmsSpace space) {
  const int64_t rank = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  const int kept = __syncthreads_count(rank < count && space.kept[space.by_score[rank]] != 0);
  if (threadIdx.x == 0) space.counts[blockIdx.x] = kept;
}

// The sum of `values` over the block, for all threads; `warps`: shared memory of 33 words.
__device__ inline uint32_t BlockSum(uint32_t value, uint32_t* warps) {
  const uint32_t sum = __reduce_add_sync(0xFFFFFFFFu, value);
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x < 32) {
    const uint32_t total = __reduce_add_sync(0xFFFFFFFFu, threadIdx.x < blockDim.x / 32 ? warps[threadIdx.x] : 0);
    if (threadIdx.x == 0) warps[32] = total;
  }
  __syncthreads();
  return warps[32];
}

// The kept indices by rank, and how many: each block writes behind those of the blocks before it. 1024 threads.
__global__ void __launch_bounds__(1024) NmsWriteKernel(BatchedNms nms, NmsSpace space) {
  ASSAY_SHARED_ARRAY(uint32_t, sums, 33);
  ASSAY_SHARED_ARRAY(uint32_t, warp_counts, 32);
  uint32_t before = 0;
  for (uint32_t i = threadIdx.x; i < blockIdx.x; i += blockDim.x) before += space.counts[i];
  before = BlockSum(before, sums);
  const int64_t rank = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  const uint32_t index = rank < nms.count ? space.by_score[rank] : 0;
  const bool stays = rank < nms.count && space.kept[index] != 0;
  const uint32_t warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  const uint32_t votes = __ballot_sync(0xFFFFFFFFu, stays);
  if (lane == 0) warp_counts[warp] = __popc(votes);
  __syncthreads();
  // Each warp sums those before it.
  const uint32_t earlier = __reduce_add_sync(0xFFFFFFFFu, lane < warp ? warp_counts[lane] : 0);
  const uint32_t place = before + earlier + __popc(votes & ((1u << lane) - 1));
  if (stays) nms.kept[place] = index;
  if (blockIdx.x == gridDim.x - 1 && threadIdx.x == blockDim.x - 1) *nms.kept_count = place + (stays ? 1 : 0);
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_BATCHED_NMS_KERNEL_CUH_
