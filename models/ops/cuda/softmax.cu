#include <cuda_runtime.h>

#include "models/ops/cuda/softmax_kernel.cuh"

namespace assay {
namespace {

// What a block of the current device may ask for beside the kernel's own arrays.
cudaError_t MostSharedBytes(uint32_t* bytes) {
  int device = 0, most = 0;
  cudaError_t error = cudaGetDevice(&device);
  if (error == cudaSuccess) error = cudaDeviceGetAttribute(&most, cudaDevAttrMaxSharedMemoryPerBlockOptin, device);
  constexpr int kOwn = 1024;
  *bytes = static_cast<uint32_t>(most - kOwn);
  return error;
}

template <typename T>
int Launch(const Rows& rows, const T* input, T* output, cudaStream_t stream) {
  uint32_t most_shared = 0;
  cudaError_t error = MostSharedBytes(&most_shared);
  if (error != cudaSuccess) return error;
  const uint32_t length = static_cast<uint32_t>(rows.length);
  const SoftmaxPlan plan = PlanSoftmax<T>(length, input, output, most_shared);
  const SoftmaxFunction<T> kernel = SoftmaxKernelOf<T>(plan);
  if (plan.shared_bytes > 0) {
    error =
        cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(plan.shared_bytes));
    if (error != cudaSuccess) return error;
  }
  kernel<<<static_cast<unsigned>(rows.count), plan.threads, plan.shared_bytes, stream>>>(input, output, length,
                                                                                         plan.shared_slots);
  return cudaGetLastError();
}

}  // namespace

int LaunchSoftmax(const Rows& rows, const void* input, void* output, CUstream_st* stream) {
  if (!IsValidSoftmax(rows, input, output)) return cudaErrorInvalidValue;
  if (rows.count == 0 || rows.length == 0) return cudaSuccess;
  return WithElementType(rows.type, [&](auto zero) {
    using T = decltype(zero);
    return Launch(rows, static_cast<const T*>(input), static_cast<T*>(output), stream);
  });
}

}  // namespace assay
