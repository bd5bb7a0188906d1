// From lines of pixels anywhere in global memory to aligned ones in shared memory. The device code of one part of
// fused_preprocess_kernel.cuh.
#ifndef ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_LOAD_CUH_
#define ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_LOAD_CUH_

#include "tools/cuda/device.h"
#include "transforms/cuda/fused_preprocess_batch.h"
#include "transforms/cuda/fused_preprocess_thread.cuh"

namespace assay::fused_preprocess {

// A part of an image: at most kWindow pixels along each axis.
struct SourceWindow {
  int row;
  int column;
  int rows;
  int columns;
};

// Sixteen bytes, in two aligned blocks of sixteen.
struct Blocks2 {
  uint4 low;
  uint4 high;
};

// The bytes from `misaligned` on: shifted by eight, four and then less than four.
__device__ __forceinline__ uint4 Align(const Blocks2& blocks, unsigned misaligned) {
  const uint32_t words[8] = {blocks.low.x,  blocks.low.y,  blocks.low.z,  blocks.low.w,
                             blocks.high.x, blocks.high.y, blocks.high.z, blocks.high.w};
  uint32_t by_two[6], by_one[5];
#pragma unroll
  for (int i = 0; i < 6; ++i) by_two[i] = (misaligned & 8) != 0 ? words[i + 2] : words[i];
#pragma unroll
  for (int i = 0; i < 5; ++i) by_one[i] = (misaligned & 4) != 0 ? by_two[i + 1] : by_two[i];
  const unsigned bits = misaligned % 4 * 8;
  return make_uint4(__funnelshift_r(by_one[0], by_one[1], bits), __funnelshift_r(by_one[1], by_one[2], bits),
                    __funnelshift_r(by_one[2], by_one[3], bits), __funnelshift_r(by_one[3], by_one[4], bits));
}

// At the ends of a line, where the blocks would reach beyond it; what is beyond is 0.
__device__ __forceinline__ void CopyBytes(const uint8_t* line, int line_bytes, int at, unsigned char* target) {
#pragma unroll 1
  for (int i = 0; i < 16; ++i) target[i] = at + i < line_bytes ? __ldg(line + at + i) : uint8_t{0};
}

// Writes the window's lines to `target`, kSourcePitch bytes apart, each from its first byte on; some bytes to the right
// of the window may come too. The threads from `first_thread` on share the work. No byte outside of the image's lines
// is read.
__device__ __forceinline__ void LoadWindow(const PreprocessedImage& image, const SourceWindow& window, int first_thread,
                                           unsigned char* target) {
  constexpr int kTurns = 2;  // whose loads are under way at once
  const int chunks = (3 * window.columns + 15) / 16, count = window.rows * chunks;
  const int reciprocal = 65536 / chunks + 1;  // i * reciprocal >> 16 is i / chunks for i * chunks < 65536
  static_assert(kWindow * (kSourcePitch / 16) * (kSourcePitch / 16) < 65536);
  const int step = kThreads - first_thread;
  const int line_bytes = 3 * image.columns.source;  // below 2^31: an image has at most 178,956,970 pixels
  if (ThreadIndex() < first_thread) return;
  for (int begin = ThreadIndex() - first_thread; begin < count; begin += kTurns * step) {
    Blocks2 blocks[kTurns];
    unsigned misaligned[kTurns];
#pragma unroll
    for (int turn = 0; turn < kTurns; ++turn) {
      const int i = begin + turn * step, row = i * reciprocal >> 16, chunk = i - row * chunks;
      misaligned[turn] = 16;  // nothing to align
      if (i >= count) continue;
      const uint8_t* line = image.pixels + (window.row + row) * image.row_stride;
      const int at = 3 * window.column + 16 * chunk;
      const int over = static_cast<int>(reinterpret_cast<uintptr_t>(line + at) % 16);
      if (at - over < 0 || at - over + (over == 0 ? 16 : 32) > line_bytes) {
        CopyBytes(line, line_bytes, at, target + row * kSourcePitch + 16 * chunk);
        continue;
      }
      const uint4* source = reinterpret_cast<const uint4*>(line + at - over);
      blocks[turn].low = __ldg(source);
      blocks[turn].high = over == 0 ? blocks[turn].low : __ldg(source + 1);
      misaligned[turn] = static_cast<unsigned>(over);
    }
#pragma unroll
    for (int turn = 0; turn < kTurns; ++turn) {
      const int i = begin + turn * step, row = i * reciprocal >> 16, chunk = i - row * chunks;
      if (misaligned[turn] == 16) continue;
      *reinterpret_cast<uint4*>(target + row * kSourcePitch + 16 * chunk) = Align(blocks[turn], misaligned[turn]);
    }
  }
}

}  // namespace assay::fused_preprocess

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_LOAD_CUH_
