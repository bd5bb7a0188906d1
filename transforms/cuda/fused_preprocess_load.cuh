// From interleaved pixels in global memory to a plane for each channel in shared memory. The device code of one part of
// fused_preprocess_kernel.cuh.
#ifndef ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_LOAD_CUH_
#define ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_LOAD_CUH_

#include "tools/cuda/device.h"
#include "transforms/cuda/fused_preprocess_batch.h"
#include "transforms/cuda/fused_preprocess_thread.cuh"

namespace assay::fused_preprocess {

// Four pixels' twelve bytes lie in four aligned words, `shift` bits in.
struct FourPixels {
  uint32_t words[4];
  unsigned shift;
};

// Reads no byte outside of the row: at its ends byte by byte, with zeros for what is not there.
__device__ __forceinline__ FourPixels ReadFourPixels(const uint8_t* row, int row_bytes, int at) {
  const uint8_t* pixels = row + at;
  const int misaligned = static_cast<int>(reinterpret_cast<uintptr_t>(pixels) % 4);
  const int first = at - misaligned, end = first + (misaligned == 0 ? 12 : 16);
  FourPixels result = {{0, 0, 0, 0}, static_cast<unsigned>(misaligned) * 8};
  if (first >= 0 && end <= row_bytes) {
    const uint32_t* words = reinterpret_cast<const uint32_t*>(pixels - misaligned);
#pragma unroll
    for (int i = 0; i < 3; ++i) result.words[i] = __ldg(words + i);
    if (misaligned != 0) result.words[3] = __ldg(words + 3);
    return result;
  }
  result.shift = 0;
#pragma unroll
  for (int i = 0; i < 12; ++i) {
    if (at + i < row_bytes) result.words[i / 4] |= static_cast<uint32_t>(__ldg(pixels + i)) << i % 4 * 8;
  }
  return result;
}

// Each channel's four bytes, in the order of the pixels.
__device__ __forceinline__ void SplitChannels(const FourPixels& pixels, uint32_t (&channels)[3]) {
  const uint32_t a = __funnelshift_r(pixels.words[0], pixels.words[1], pixels.shift);
  const uint32_t b = __funnelshift_r(pixels.words[1], pixels.words[2], pixels.shift);
  const uint32_t c = __funnelshift_r(pixels.words[2], pixels.words[3], pixels.shift);
  channels[0] = __byte_perm(__byte_perm(a, b, 0x0630), c, 0x5210);  // bytes 0, 3, 6, 9
  channels[1] = __byte_perm(__byte_perm(a, b, 0x0741), c, 0x6210);  // bytes 1, 4, 7, 10
  channels[2] = __byte_perm(__byte_perm(a, b, 0x0052), c, 0x7410);  // bytes 2, 5, 8, 11
}

// A part of an image: at most kWindow pixels along each axis.
struct SourceWindow {
  int row;
  int column;
  int rows;
  int columns;
};

// Writes the window to `planes`, in the order red, green, blue. The threads from `first_thread` on share the work; some
// pixels to the right of the window may come too, or zeros. The loads of several turns are under way at once.
__device__ __forceinline__ void LoadWindow(const PreprocessedImage& image, const SourceWindow& window, int first_thread,
                                           unsigned char* planes) {
  constexpr int kTurns = 2;
  const int quads = (window.columns + 3) / 4, count = window.rows * quads;
  const int reciprocal = 65536 / quads + 1;  // i * reciprocal >> 16 is i / quads for i * quads < 65536
  static_assert(kWindow * (kWindow / 4) * (kWindow / 4) < 65536);
  const int step = kThreads - first_thread;
  const int row_bytes = 3 * image.columns.source;  // below 2^31: an image has at most 178,956,970 pixels
  const int thread = ThreadIndex() - first_thread;
  if (thread < 0) return;
  for (int begin = thread; begin < count; begin += kTurns * step) {
    FourPixels pixels[kTurns];
#pragma unroll
    for (int turn = 0; turn < kTurns; ++turn) {
      const int i = begin + turn * step, row = i * reciprocal >> 16, quad = i - row * quads;
      if (i >= count) continue;
      pixels[turn] = ReadFourPixels(image.pixels + (window.row + row) * image.row_stride, row_bytes,
                                    3 * (window.column + 4 * quad));
    }
#pragma unroll
    for (int turn = 0; turn < kTurns; ++turn) {
      const int i = begin + turn * step, row = i * reciprocal >> 16, quad = i - row * quads;
      if (i >= count) continue;
      uint32_t channels[3];
      SplitChannels(pixels[turn], channels);
#pragma unroll
      for (int channel = 0; channel < 3; ++channel) {
        const int plane = image.bgr != 0 ? 2 - channel : channel;
        *reinterpret_cast<uint32_t*>(planes + plane * kSourcePlane + row * kSourcePitch + 4 * quad) = channels[channel];
      }
    }
  }
}

}  // namespace assay::fused_preprocess

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_LOAD_CUH_
