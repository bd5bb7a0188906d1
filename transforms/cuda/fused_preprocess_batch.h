// What one launch of the fused preprocess kernel is told, and the launch's shape: plain data, for nvcc, the emulation
// and the host alike. Users call fused_preprocess.h.
#ifndef ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_BATCH_H_
#define ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_BATCH_H_

#include <cstddef>
#include <cstdint>

#include "tools/cuda/host_device.h"
#include "transforms/cuda/resample_axis.h"

struct CUstream_st;

namespace assay {

enum class PreprocessLayout { kNchw, kNhwc };
enum class PreprocessType { kFloat32, kFloat16, kBfloat16 };

struct PreprocessedImage {
  const uint8_t* pixels = nullptr;
  int64_t row_stride = 0;
  ResampleAxis rows;
  ResampleAxis columns;
  int bgr = 0;
};

// The kernel's parameter, in constant memory. CUDA 12.1 and later take up to 32,764 bytes, and copy all of them at each
// launch.
inline constexpr int kImagesPerLaunch = 128;

struct PreprocessBatch {
  PreprocessedImage images[kImagesPerLaunch];
  void* output = nullptr;
  int count = 0;
  int crop = 0;
  int bicubic = 0;
  int tiles_per_block = 1;  // one below the other: they share what is known of columns
  int table_taps = 0;       // room for each target's weights
  int partial_sums = 0;     // whether sums may be made in parts, which wait in shared memory
  float mean[3] = {};
  float std[3] = {};
};

namespace fused_preprocess {

inline constexpr int kTile = 32;                // the side of the square of output pixels that a block makes at a time
inline constexpr int kElements = 3 * kTile;     // the tile's columns: pixels of three channels
inline constexpr int kWindow = 64;              // the side of the square of source pixels that it reads at a time
inline constexpr int kGroups = kElements / 16;  // of elements: what one product takes, and one warp
inline constexpr int kThreads = 32 * kGroups;
inline constexpr int kReach = 64;                              // how many bytes of a line one product takes
inline constexpr int kOctets = kElements / 8 / (kGroups / 2);  // of elements, for a warp and one half of a tile's rows
inline constexpr int kPartialSums = kWindow / 8 + kOctets;     // of 16 bytes, for each lane
inline constexpr int kFewTaps = 16, kManyTaps = kWindow;       // of a table

// Shared memory, in bytes. A line is 64 bytes off the next one's banks, so that the eight lanes which read 16 bytes
// each at once find them in all 32 banks.
inline constexpr int kSourcePitch = 3 * kWindow;
inline constexpr int kSourceBytes = kWindow * kSourcePitch + kReach;  // a product may read past the last line
inline constexpr int kNarrowPitch = kWindow;                          // a column of the narrowed window: an element
inline constexpr int kMatrix = 16 * kReach;                           // of 16 targets' weights, one digit of each
inline constexpr int kTargetsBytes = 64 + kTile * (8 + 16 + 4 + 4);   // Targets: fused_preprocess_weights.cuh

inline constexpr int kSourceAt = 0;
inline constexpr int kNarrowAt = kSourceAt + kSourceBytes;
inline constexpr int kTargetsAt = kNarrowAt + kElements * kNarrowPitch;  // of columns, then of rows
inline constexpr int kLevelsAt = kTargetsAt + 2 * kTargetsBytes;         // normalised
inline constexpr int kRowWeightsAt = kLevelsAt + 3 * 256 * 4;
inline constexpr int kTablesAt = kRowWeightsAt + 2 * 3 * kMatrix;  // of columns, then of rows

ASSAY_HOST_DEVICE inline int TableBytes(const PreprocessBatch& batch) { return kTile * batch.table_taps * 4; }

// Behind the tables, where the batch needs them.
ASSAY_HOST_DEVICE inline int PartialSumsAt(const PreprocessBatch& batch) { return kTablesAt + 2 * TableBytes(batch); }

inline int SharedBytes(const PreprocessBatch& batch) {
  return PartialSumsAt(batch) + (batch.partial_sums != 0 ? kGroups * kPartialSums * 32 * 16 : 0);
}

ASSAY_HOST_DEVICE inline int Tiles(int crop) { return (crop + kTile - 1) / kTile; }

// Blocks that make the tiles of one column of an image.
ASSAY_HOST_DEVICE inline int BlocksBelow(const PreprocessBatch& batch) {
  return (Tiles(batch.crop) + batch.tiles_per_block - 1) / batch.tiles_per_block;
}

// Below 2^31: CheckOptions bounds the crop's side by 13,377.
inline unsigned Blocks(const PreprocessBatch& batch) {
  return static_cast<unsigned>(batch.count) * Tiles(batch.crop) * BlocksBelow(batch);
}

}  // namespace fused_preprocess

// Launches the kernel. Returns 0, or the cudaError_t of what went wrong. It trusts the batch: PlanPreprocess makes it.
int LaunchFusedPreprocess(const PreprocessBatch& batch, PreprocessType type, PreprocessLayout layout,
                          CUstream_st* stream);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_BATCH_H_
