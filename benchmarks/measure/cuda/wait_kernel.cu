#include <cuda_runtime.h>

#include "benchmarks/measure/cuda/wait_kernel.h"

namespace assay {
namespace {

__global__ void WaitKernel(const volatile int* go, long long most_cycles) {
  const long long start = clock64();
  while (*go == 0 && clock64() - start < most_cycles) {
  }
}

}  // namespace

int LaunchWait(const volatile int* go, double most_seconds, int clock_khz, CUstream_st* stream) {
  WaitKernel<<<1, 1, 0, stream>>>(go, static_cast<long long>(most_seconds * 1e3 * clock_khz));
  return cudaGetLastError();
}

}  // namespace assay
