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
  int tiles_per_block = 1;   // one below the other: they share the weights along rows
  int resident_windows = 1;  // how many of kWindow source columns' weights stay in shared memory
  float mean[3] = {};
  float std[3] = {};
};

namespace fused_preprocess {

inline constexpr int kTile = 32;    // the side of the square of output pixels that a block makes at a time
inline constexpr int kWindow = 64;  // the side of the square of source pixels that it reads at a time
inline constexpr int kThreads = 256;
inline constexpr int kMaxResidentWindows = 8;
inline constexpr int kTableTaps = 16;  // a target with more computes its weights anew for each window

// Shared memory, in bytes. The pitches keep the 8 rows x 4 words that a warp reads at once in 32 different banks.
inline constexpr int kSourcePitch = kWindow + 16;            // a row of one channel
inline constexpr int kSourcePlane = kWindow * kSourcePitch;  // a channel
inline constexpr int kNarrowPitch = kWindow + 16;            // a target column of one channel, along rows
inline constexpr int kNarrowPlane = kTile * kNarrowPitch;
inline constexpr int kFragment = 512;                         // a 16x32 matrix of bytes
inline constexpr int kWindowWeights = 2 * 2 * 3 * kFragment;  // halves of targets, of sources, digits

struct Targets;  // of one axis: fused_preprocess_weights.cuh
inline constexpr int kTargetsBytes = 64 + kTile * (8 + 16 + 4 + 4 + 4 * kTableTaps);

inline constexpr int kSourceAt = 0;
inline constexpr int kNarrowAt = kSourceAt + 3 * kSourcePlane;
inline constexpr int kTargetsAt = kNarrowAt + 3 * kNarrowPlane;  // of columns, then of rows
inline constexpr int kTableAt = kTargetsAt + 2 * kTargetsBytes;  // of normalised levels
inline constexpr int kRowWeightsAt = kTableAt + 3 * 256 * 4;
inline constexpr int kColumnWeightsAt = kRowWeightsAt + kWindowWeights;  // resident_windows of them

inline int SharedBytes(const PreprocessBatch& batch) {
  return kColumnWeightsAt + batch.resident_windows * kWindowWeights;
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
