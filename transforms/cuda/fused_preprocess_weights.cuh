// The weights of a tile's targets, and the matrices of them that the tensor cores take. The device code of one part of
// fused_preprocess_kernel.cuh.
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
  bool whole;            // whether the table holds all weights, from each target's first on; or those of a window
  SourceRange range[3];  // of each half of the targets, and of all
  double center[kTile];
  WeightSum total[kTile];
  int first[kTile];
  int end[kTile];
};
static_assert(sizeof(Targets) <= kTargetsBytes);

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
  const int j = ThreadIndex() % 32, at = tile * kTile + j;
  const int i = axis.count < batch.crop ? at - (batch.crop - axis.count) / 2 : at;  // the rest is padding
  const AxisFilter filter = MakeAxisFilter(axis.scale, batch.bicubic != 0);
  AxisTaps taps;
  if (at < batch.crop && i >= 0 && i < axis.count) taps = TapsOf(axis, filter, i);
  targets.center[j] = taps.center;
  targets.first[j] = taps.first;
  targets.end[j] = taps.end;
  const SourceRange low = RangeOf(taps, 0, 16), high = RangeOf(taps, 16, 32), all = RangeOf(taps, 0, 32);
  if (j != 0) return;
  targets.filter = filter;
  targets.whole = 2.0 * filter.support + 1.0 <= batch.table_taps;
  targets.range[0] = low;
  targets.range[1] = high;
  targets.range[2] = all;
}

// A weight in three signed bytes, the lowest first, each the remainder nearest to 0.
__device__ __forceinline__ uint32_t DigitsOf(int32_t weight) {
  const int32_t low = static_cast<int8_t>(weight), rest = (weight - low) >> 8;
  const int32_t middle = static_cast<int8_t>(rest), high = (rest - middle) >> 8;
  return (low & 0xFF) | (middle & 0xFF) << 8 | (high & 0xFF) << 16;
}

__device__ __forceinline__ uint32_t DigitsAt(const Targets& targets, int j, int x) {
  return DigitsOf(FixedPointWeight(UnscaledWeight(targets.filter, targets.center[j], x), targets.total[j]));
}

// For one warp, after FindTaps.
__device__ __forceinline__ void FindWeights(int table_taps, Targets& targets, uint32_t* table) {
  const int j = ThreadIndex() % 32;
  const AxisTaps taps = {targets.center[j], targets.first[j], targets.end[j]};
  targets.total[j] = SumOf(targets.filter, taps);
  if (!targets.whole) return;
  for (int x = taps.first; x < taps.end; ++x) table[j * table_taps + x - taps.first] = DigitsAt(targets, j, x);
}

// For all threads, after FindWeights: the table of a window that begins at source pixel `begin`.
__device__ __forceinline__ void FillTable(int begin, const Targets& targets, uint32_t* table) {
  for (int i = ThreadIndex(); i < kTile * kWindow; i += kThreads) {
    const int j = i / kWindow, x = begin + i % kWindow;
    if (x >= targets.first[j] && x < targets.end[j]) table[i] = DigitsAt(targets, j, x);
  }
}

// One target's digits in a window, looked up by source pixel; 0 where it has no weight.
struct Row {
  const uint32_t* table;
  int offset;  // of source pixel 0, were it in the table
  int first;
  int end;

  __device__ __forceinline__ uint32_t operator[](int x) const { return x >= first && x < end ? table[offset + x] : 0; }
};

__device__ __forceinline__ Row RowOf(int table_taps, const Targets& targets, const uint32_t* table, int window, int j) {
  const int first = targets.first[j], offset = targets.whole ? j * table_taps - first : j * kWindow - window;
  return {table, offset, max(first, window), min(targets.end[j], window + kWindow)};
}

// Sixteen neighbouring bytes of a matrix's row, of each digit.
struct Digits {
  uint32_t words[3][4];
};

// Puts the digits of one weight at byte `at`, a constant once the loop around it is unrolled.
__device__ __forceinline__ void Put(uint32_t digits, int at, Digits& row) {
#pragma unroll
  for (int digit = 0; digit < 3; ++digit) {
    // The words' other bytes stay: selector 0x3210 with nibble at % 4 replaced by the second operand's byte.
    const unsigned selector = (0x3210u & ~(0xFu << at % 4 * 4)) | (4u + digit) << at % 4 * 4;
    row.words[digit][at / 4] = __byte_perm(row.words[digit][at / 4], digits, selector);
  }
}

// Bytes [at, at + 16) of an image's line of interleaved pixels, seen by one target of one channel.
__device__ __forceinline__ Digits AlongPixels(const Row& row, int channel, int at) {
  const int x = (at - channel + 2) / 3;      // the first whose byte is not before `at`
  const int skipped = 3 * x + channel - at;  // 0, 1 or 2
  Digits digits = {};
#pragma unroll
  for (int i = 0; i < 6; ++i) Put(row[x + i], 3 * i, digits);
#pragma unroll
  for (int digit = 0; digit < 3; ++digit) {
    uint32_t(&words)[4] = digits.words[digit];
#pragma unroll
    for (int i = 3; i > 0; --i) words[i] = __funnelshift_l(words[i - 1], words[i], 8 * skipped);
    words[0] <<= 8 * skipped;
  }
  return digits;
}

// Source pixels [at, at + 16) of a narrowed column, seen by one target.
__device__ __forceinline__ Digits AlongColumn(const Row& row, int at) {
  Digits digits = {};
#pragma unroll
  for (int i = 0; i < 16; ++i) Put(row[at + i], i, digits);
  return digits;
}

}  // namespace assay::fused_preprocess

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_WEIGHTS_CUH_
