// The tensor cores' product of a 16x32 matrix of signed and a 32x8 one of unsigned bytes, added to 32-bit integers.
// A thread holds parts of the three as the hardware wants them; with g = lane / 4 and t = lane % 4, and bytes low to
// high:
//   a[0] row g, columns 4t to 4t+3; a[1] row g+8; a[2] and a[3] the same rows, columns 16+4t to 16+4t+3
//   b[0] rows 4t to 4t+3 of column g; b[1] rows 16+4t to 16+4t+3
//   sum[0] row g, column 2t; sum[1] column 2t+1; sum[2] and sum[3] row g+8
// Source: PTX ISA, "Matrix Fragments for mma.m16n8k32". Sums wrap around as 32-bit integers do.
#ifndef ASSAY_TOOLS_CUDA_MMA_H_
#define ASSAY_TOOLS_CUDA_MMA_H_

#include <cstdint>

#include "tools/cuda/device.h"

namespace assay {

// Every lane of the warp must call it.
__device__ __forceinline__ void MultiplyAdd(const uint4& a, const uint2& b, uint32_t (&sum)[4]) {
#ifdef __CUDACC__
  asm("mma.sync.aligned.m16n8k32.row.col.s32.s8.u8.s32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+r"(sum[0]), "+r"(sum[1]), "+r"(sum[2]), "+r"(sum[3])
      : "r"(a.x), "r"(a.y), "r"(a.z), "r"(a.w), "r"(b.x), "r"(b.y));
#else
  emulate_cuda::MultiplyAdd(a, b, sum);
#endif
}

}  // namespace assay

#endif  // ASSAY_TOOLS_CUDA_MMA_H_
