// The first include of a <name>_kernel.cuh: the device's language, from CUDA under nvcc and from its emulation (test
// only: tools/emulate_cuda) under g++. What g++ cannot take as CUDA spells it goes through two macros:
//
//   template <typename T>
//   __global__ void Reverse(const T* __restrict__ in, int count, T* __restrict__ out) {
//     ASSAY_SHARED_ARRAY(T, tile, 256);      // __shared__ T tile[256]; an array of arrays by a type's name: Row, rows,
//     8 ASSAY_DYNAMIC_SHARED(uint32_t, room);  // the bytes that the launch asked for, as uint32_t*
//     ...
//   }
#ifndef ASSAY_TOOLS_CUDA_DEVICE_H_
#define ASSAY_TOOLS_CUDA_DEVICE_H_

#include "tools/cuda/host_device.h"

#ifdef __CUDACC__

#include <cuda_runtime.h>

#define ASSAY_SHARED_ARRAY(type, name, count) __shared__ type name[count]
// One name and type for all kernels of a file: two `extern` declarations of different types would clash.
#define ASSAY_DYNAMIC_SHARED(type, name)                          \
  extern __shared__ __align__(16) unsigned char assay_dynamic_[]; \
  type* const name = reinterpret_cast<type*>(assay_dynamic_)

#else

#include "tools/emulate_cuda/emulate_cuda.h"

#endif

#endif  // ASSAY_TOOLS_CUDA_DEVICE_H_
