#include "tools/cuda/cuda_status.h"

#include <cuda_runtime.h>

#include "tools/cuda/cuda_error.h"

namespace assay {

static_assert(cudaErrorInvalidValue == 1 && cudaErrorMemoryAllocation == 2 && cudaErrorInvalidConfiguration == 9);
static_assert(cudaErrorInsufficientDriver == 35 && cudaErrorInvalidDeviceFunction == 98 && cudaErrorNoDevice == 100);
static_assert(cudaErrorNoKernelImageForDevice == 209 && cudaErrorIllegalAddress == 700);
static_assert(cudaErrorMisalignedAddress == 716);

absl::Status CudaStatus(int error, absl::string_view what) {
  const cudaError_t code = static_cast<cudaError_t>(error);
  return StatusOfCudaError({.code = error, .name = cudaGetErrorName(code), .description = cudaGetErrorString(code)},
                           what);
}

}  // namespace assay
