// The weights of a tile's targets, as the tensor cores take them: in three signed bytes each, spread over a matrix of
// targets x source pixels. The device code of one part of fused_preprocess_kernel.cuh.
#ifndef ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_WEIGHTS_CUH_
#define ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_WEIGHTS_CUH_

#include "tools/cuda/device.h"
#include "transforms/cuda/fused_preprocess_batch.h"
#include "transforms/cuda/fused_preprocess_thread.cuh"

namespace assay::fused_preprocess {

// Source pixels [begin, end).
struct SourceRange {
  int begin;
  int end;
};

// The targets of a tile along one axis. Those outside of the image are sums of nothing: level 0, the black of the
// padding. What all threads know stands here too, instead of in their registers.
struct Targets {
  AxisFilter filter;
  bool has_table;        // whether every target has room for its weights in the table, whatever its place
  SourceRange range[3];  // of each half of the targets, and of all
  double center[kTile];
  WeightSum total[kTile];
  int first[kTile];
  int end[kTile];
  int32_t table[kTile][kTableTaps];
};
static_assert(sizeof(Targets) <= kTargetsBytes);

// Which of the image's targets is pixel `at` of the crop: below 0 or at least axis.count where it is padding.
__device__ __forceinline__ int TargetAt(const ResampleAxis& axis, int crop, int at) {
  return axis.count < crop ? at - (crop - axis.count) / 2 : at;
}

// Of targets [begin, end), of which those that have any source pixels lie side by side, in order. For a whole warp.
__device__ __forceinline__ SourceRange RangeOf(const AxisTaps& taps, int begin, int end) {
  const int lane = ThreadIndex() % 32;
  const unsigned used = __ballot_sync(0xFFFFFFFF, lane >= begin && lane < end && taps.end > taps.first);
  if (used == 0) return {0, 0};
  return {__shfl_sync(0xFFFFFFFF, taps.first, __ffs(static_cast<int>(used)) - 1),
          __shfl_sync(0xFFFFFFFF, taps.end, 31 - __clz(static_cast<int>(used)))};
}

// For one warp, a lane a target.
__device__ __forceinline__ void FindTaps(const ResampleAxis& axis, const PreprocessBatch& batch, int tile,
                                         Targets& targets) {
  static_assert(kTile == 32);
  const int j = ThreadIndex() % 32, at = tile * kTile + j, i = TargetAt(axis, batch.crop, at);
  const AxisFilter filter = MakeAxisFilter(axis.scale, batch.bicubic != 0);
  AxisTaps taps;
  if (at < batch.crop && i >= 0 && i < axis.count) taps = TapsOf(axis, filter, i);
  targets.center[j] = taps.center;
  targets.first[j] = taps.first;
  targets.end[j] = taps.end;
  const SourceRange low = RangeOf(taps, 0, 16), high = RangeOf(taps, 16, 32), all = RangeOf(taps, 0, 32);
  if (j != 0) return;
  targets.filter = filter;
  targets.has_table = 2.0 * filter.support + 2.0 <= kTableTaps;
  targets.range[0] = low;
  targets.range[1] = high;
  targets.range[2] = all;
}

// For one warp, after FindTaps.
__device__ __forceinline__ void FindWeights(Targets& targets) {
  const int j = ThreadIndex() % 32;
  const AxisFilter filter = targets.filter;
  const AxisTaps taps = {targets.center[j], targets.first[j], targets.end[j]};
  const WeightSum total = SumOf(filter, taps);
  targets.total[j] = total;
  if (!targets.has_table) return;
  for (int x = taps.first; x < taps.end; ++x) {
    targets.table[j][x - taps.first] = FixedPointWeight(UnscaledWeight(filter, taps.center, x), total);
  }
}

__device__ __forceinline__ int32_t WeightOf(const Targets& targets, int j, int x) {
  if (targets.has_table) return targets.table[j][x - targets.first[j]];
  return FixedPointWeight(UnscaledWeight(targets.filter, targets.center[j], x), targets.total[j]);
}

// Where a fragment (mma.h) has the weight of target row 0 to 15 and of the four sources from `column` on.
__device__ __forceinline__ int FragmentByte(int row, int column) {
  return (row % 8 * 4 + column % 16 / 4) * 16 + (row / 8 + column / 16 * 2) * 4;
}

// Writes the weights of kWindow source pixels from `begin` on, all threads together: a thread those of one target and
// eight pixels, nearly always none or a few that are not 0.
__device__ __forceinline__ void FillWindow(const Targets& targets, int begin, unsigned char* weights) {
  static_assert(kThreads * 8 == kTile * kWindow);
  const int j = ThreadIndex() / 8, column = ThreadIndex() % 8 * 8;
  uint32_t digits[3][2] = {};
  const int first = max(targets.first[j], begin + column), end = min(targets.end[j], begin + column + 8);
  for (int x = first; x < end; ++x) {
    const int32_t weight = WeightOf(targets, j, x);
    const int32_t low = static_cast<int8_t>(weight), rest = (weight - low) >> 8;
    const int32_t middle = static_cast<int8_t>(rest), high = (rest - middle) >> 8;
    const int word = (x - begin - column) / 4, shift = (x - begin) % 4 * 8;
#pragma unroll
    for (int w = 0; w < 2; ++w) {  // a register has no index
      if (w != word) continue;
      digits[0][w] |= (static_cast<uint32_t>(high) & 0xFF) << shift;
      digits[1][w] |= (static_cast<uint32_t>(middle) & 0xFF) << shift;
      digits[2][w] |= (static_cast<uint32_t>(low) & 0xFF) << shift;
    }
  }
  unsigned char* matrices = weights + (j / 16 * 2 + column / 32) * 3 * kFragment;
#pragma unroll
  for (int digit = 0; digit < 3; ++digit) {
#pragma unroll
    for (int w = 0; w < 2; ++w) {
      const int at = digit * kFragment + FragmentByte(j % 16, column % 32 + 4 * w);
      *reinterpret_cast<uint32_t*>(matrices + at) = digits[digit][w];
    }
  }
}

}  // namespace assay::fused_preprocess

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_WEIGHTS_CUH_
