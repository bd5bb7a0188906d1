// Non-maximum suppression of boxes of many classes without a round trip to the host: the sorted order, the suppression
// and the number of boxes that are left stay in the device's memory.
//
//   size_t bytes = 0;
//   if (const int error = BatchedNmsWorkspace(n, &bytes); error != 0) ...
//   const BatchedNms nms{.boxes = b, .scores = s, .classes = c, .count = n, .iou_threshold = 0.5, .kept = k,
//   .kept_count = m}; ASSAY_RETURN_IF_ERROR(CudaStatus(LaunchBatchedNms(nms, workspace, bytes, stream),
//   "batched_nms"));
//
// Limit: bytes = 28 * count + 8 * kept, over the bandwidth of copying; operations = 13 * (pairs of kept boxes of one
// class
// + boxes that went), over the rate of float32: whatever the algorithm, that two boxes both stay takes one comparison
// of the two, and that one goes takes one with the box that removed it. What keeps any algorithm above it is that
// whether a box is removed depends on whether an earlier one was.
//
// What was chosen, where torchvision's own paths differ from each other:
//  - Classes are compared as numbers, and boxes as they are: torchvision's path for few boxes shifts each class by a
//    multiple of the largest coordinate, which rounds, and lets classes meet where coordinates are negative.
//  - The threshold is the double that was given, as on torchvision's CPU path (its CUDA path rounds it to float32
//  first).
//  - Of equal scores the lower index goes first; -0 equals 0; NaN is the greatest score, as torch.sort has it.
//  - A box with a NaN neither removes nor is removed (its area is NaN); nor do two boxes without area (0 / 0).
//  - x2 < x1 is not mended: its area is negative or, with y2 < y1, positive, and enters the formula as it is.
#ifndef ASSAY_MODELS_OPS_CUDA_BATCHED_NMS_H_
#define ASSAY_MODELS_OPS_CUDA_BATCHED_NMS_H_

#include <cstddef>
#include <cstdint>

#include "models/ops/cuda/work.h"

struct CUstream_st;  // CUDA's own name for what a cudaStream_t points to: users need no CUDA header.

namespace assay {

inline constexpr int64_t kMostNmsBoxes = int64_t{1} << 30;

struct BatchedNms {
  const float* boxes = nullptr;      // [count, 4]: x1, y1, x2, y2
  const float* scores = nullptr;     // [count]
  const int64_t* classes = nullptr;  // [count], any numbers; null: one class
  int64_t count = 0;
  double iou_threshold = 0.5;
  int64_t* kept = nullptr;        // [count], of which kept_count are written
  int64_t* kept_count = nullptr;  // [1]
};

// Sets the bytes of device memory that LaunchBatchedNms works in: some 60 a box, and up to 17 MB more.
// Returns 0, or the cudaError_t of what went wrong (there must be a device).
int BatchedNmsWorkspace(int64_t count, size_t* bytes);

// Writes the indices of the boxes that no better one of their class overlaps by more than the threshold, best score
// first, and their number, on the GPU. Returns 0, or the cudaError_t of what went wrong. It does not wait: a failure
// while the kernels run is the stream's. Errors: cudaErrorInvalidValue for a negative count or one above kMostNmsBoxes,
// a null pointer, one that is no multiple of its element's size, or a workspace that is too small; the launches'
// errors. Source: torchvision.ops.batched_nms; deviations above.
int LaunchBatchedNms(const BatchedNms& arguments, void* workspace, size_t bytes, CUstream_st* stream);

// The same on the CPU, in the CPU's memory: the launch's results are equal to this one's.
// Returns whether the arguments are valid; writes nothing where they are not.
bool BatchedNmsOnCpu(const BatchedNms& arguments);

// See "Limit" above. `pairs`: of kept boxes of one class.
Work BatchedNmsWork(int64_t count, int64_t kept, int64_t pairs);

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_BATCHED_NMS_H_
