// The sequence of launches of batched NMS, for a launcher: CUDA's, or in tests the emulation's.
#ifndef ASSAY_MODELS_OPS_CUDA_BATCHED_NMS_STEPS_CUH_
#define ASSAY_MODELS_OPS_CUDA_BATCHED_NMS_STEPS_CUH_

#include <algorithm>

#include "models/ops/cuda/batched_nms_kernel.cuh"

namespace assay {

// As many tiles' tables of bits as are kept at once: 16 MB.
inline constexpr int64_t kNmsTilesAtOnce = 128;

// The arrays that sorting more than kNmsSmall boxes takes beside NmsSpace's; `scratch` is the sort's own.
struct NmsSortSpace {
  uint32_t *score_keys, *sorted_score_keys, *indices;
  uint64_t* class_keys;
  void* scratch;
  size_t scratch_bytes;
};

// Lays the arrays out from `base` on, each at a multiple of 256 bytes. Returns the bytes that they take.
inline size_t LayOutNms(int64_t count, size_t scratch_bytes, char* base, NmsSpace* space, NmsSortSpace* sort) {
  size_t used = 0;
  const auto take = [&]<typename T>(T** array, int64_t elements) {
    *array = reinterpret_cast<T*>(reinterpret_cast<uintptr_t>(base) + used);
    used += (static_cast<size_t>(elements) * sizeof(T) + 255) / 256 * 256;
  };
  const int64_t tiles = (count + kNmsTile - 1) / kNmsTile;
  take(&space->by_score, count);
  take(&space->by_class, count);
  take(&space->classes, count);
  take(&space->boxes, count);
  take(&space->removed, count);
  take(&space->kept, count);
  take(&space->bits, std::min(tiles, kNmsTilesAtOnce) * kNmsTile * kNmsWords);
  take(&space->tile_boxes, kNmsTile);
  take(&space->tile_count, 1);
  take(&space->counts, tiles);
  *sort = {};
  if (count <= kNmsSmall) return used;
  take(&sort->score_keys, count);
  take(&sort->sorted_score_keys, count);
  take(&sort->indices, count);
  take(&sort->class_keys, count);
  char* scratch = nullptr;
  take(&scratch, static_cast<int64_t>(scratch_bytes));
  sort->scratch = scratch;
  sort->scratch_bytes = scratch_bytes;
  return used;
}

// Every call of the launcher returns 0 or an error, which ends the sequence:
//   launcher.Launch(grid, block, shared_bytes, kernel, arguments...)
//   launcher.SortPairs(sort, keys, sorted_keys, values, sorted_values, count)   // stable, ascending, uint32 or uint64
//   keys
template <typename Launcher>
class NmsSteps {
 public:
  NmsSteps(const BatchedNms& nms, const NmsSpace& space, const NmsSortSpace& sort, Launcher& launcher)
      : nms_(nms), space_(space), sort_(sort), launcher_(launcher), threshold_(FloatBelow(nms.iou_threshold)) {}

  int Run() {
    const int sorted = nms_.count <= kNmsSmall ? SortFew() : SortMany();
    if (sorted != 0) return sorted;
    for (int64_t first = 0; first < Tiles(); first += kNmsTilesAtOnce) {
      const int settled = SettleTiles(first, std::min(Tiles() - first, kNmsTilesAtOnce));
      if (settled != 0) return settled;
    }
    return Write();
  }

 private:
  int64_t Tiles() const { return (nms_.count + kNmsTile - 1) / kNmsTile; }
  static dim3 Blocks(int64_t items, uint32_t a_block) {
    return dim3{static_cast<uint32_t>((items + a_block - 1) / a_block)};
  }

  int SortFew() {
    uint32_t size = 2;
    while (size < nms_.count) size *= 2;
    return launcher_.Launch(dim3{2}, dim3{1024}, 0, NmsSortKernel, nms_, size, space_);
  }

  int SortMany() {
    const dim3 blocks = Blocks(nms_.count, kNmsThreads), threads{kNmsThreads};
    int error = launcher_.Launch(blocks, threads, 0, NmsScoreKeysKernel, nms_, sort_.score_keys, sort_.indices);
    if (error == 0) {
      error = launcher_.SortPairs(sort_, sort_.score_keys, sort_.sorted_score_keys, sort_.indices, space_.by_score,
                                  nms_.count);
    }
    if (error == 0) {
      error = launcher_.Launch(blocks, threads, 0, NmsClassKeysKernel, nms_,
                               static_cast<const uint32_t*>(space_.by_score), sort_.class_keys);
    }
    if (error == 0) {
      error =
          launcher_.SortPairs(sort_, sort_.class_keys, space_.classes, space_.by_score, space_.by_class, nms_.count);
    }
    if (error == 0) error = launcher_.Launch(blocks, threads, 0, NmsGatherKernel, nms_, space_);
    return error;
  }

  int SettleTiles(int64_t first, int64_t tiles) {
    // A single tile may have fewer boxes than there is room for.
    const uint32_t words = static_cast<uint32_t>(std::min<int64_t>(kNmsWords, (nms_.count + 31) / 32));
    dim3 squares = Blocks(words * (words + 1) / 2, kNmsThreads / 32);
    squares.y = static_cast<uint32_t>(tiles);
    int error =
        launcher_.Launch(squares, dim3{kNmsThreads}, 0, NmsBitsKernel, nms_.count, threshold_, first, words, space_);
    constexpr size_t kTableBytes = size_t{kNmsTile} * kNmsWords * sizeof(uint32_t);
    for (int64_t tile = first; tile < first + tiles && error == 0; ++tile) {
      error = launcher_.Launch(dim3{1}, dim3{kNmsTile}, kTableBytes, NmsSettleKernel, nms_.count, tile, tile - first,
                               space_);
      const int64_t behind = nms_.count - (tile + 1) * kNmsTile;
      if (error != 0 || behind <= 0) continue;
      error = launcher_.Launch(Blocks(behind, kNmsThreads), dim3{kNmsThreads}, 0, NmsRemoveKernel, nms_.count,
                               threshold_, tile, space_);
    }
    return error;
  }

  int Write() {
    const dim3 blocks = Blocks(nms_.count, 1024);
    int error = 0;
    if (blocks.x > 1) error = launcher_.Launch(blocks, dim3{1024}, 0, NmsCountKernel, nms_.count, space_);
    if (error == 0) error = launcher_.Launch(blocks, dim3{1024}, 0, NmsWriteKernel, nms_, space_);
    return error;
  }

  BatchedNms nms_;
  NmsSpace space_;
  NmsSortSpace sort_;
  Launcher& launcher_;
  float threshold_;
};

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_BATCHED_NMS_STEPS_CUH_
