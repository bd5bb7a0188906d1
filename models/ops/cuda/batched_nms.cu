#include <cuda_runtime.h>

#include <cub/device/device_radix_sort.cuh>

#include "models/ops/cuda/batched_nms_steps.cuh"

namespace assay {
namespace {

class CudaLauncher {
 public:
  explicit CudaLauncher(cudaStream_t stream) : stream_(stream) {}

  template <typename... Parameters, typename... Arguments>
  int Launch(dim3 grid, dim3 block, size_t shared_bytes, void (*kernel)(Parameters...), Arguments... arguments) {
    if (shared_bytes > 48 * 1024) {  // what a kernel gets without asking
      const cudaError_t allowed =
          cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(shared_bytes));
      if (allowed != cudaSuccess) return allowed;
    }
    kernel<<<grid, block, shared_bytes, stream_>>>(arguments...);
    return cudaGetLastError();
  }

  template <typename Key>
  int SortPairs(const NmsSortSpace& sort, const Key* keys, Key* sorted_keys, const uint32_t* values,
                uint32_t* sorted_values, int64_t count) {
    size_t bytes = sort.scratch_bytes;
    return cub::DeviceRadixSort::SortPairs(sort.scratch, bytes, keys, sorted_keys, values, sorted_values,
                                           static_cast<int>(count), 0, static_cast<int>(sizeof(Key) * 8), stream_);
  }

 private:
  cudaStream_t stream_;
};

// The larger of what the two sorts want; nothing where one block sorts.
int ScratchBytes(int64_t count, size_t* bytes) {
  *bytes = 0;
  if (count <= kNmsSmall) return cudaSuccess;
  size_t by_score = 0, by_class = 0;
  uint32_t* indices = nullptr;
  uint64_t* classes = nullptr;
  const int number = static_cast<int>(count);
  cudaError_t error = cub::DeviceRadixSort::SortPairs(nullptr, by_score, indices, indices, indices, indices, number);
  if (error == cudaSuccess) {
    error = cub::DeviceRadixSort::SortPairs(nullptr, by_class, classes, classes, indices, indices, number);
  }
  *bytes = std::max(by_score, by_class);
  return error;
}

}  // namespace

int BatchedNmsWorkspace(int64_t count, size_t* bytes) {
  if (count < 0 || count > kMostNmsBoxes) return cudaErrorInvalidValue;
  size_t scratch = 0;
  const int error = ScratchBytes(count, &scratch);
  NmsSpace space;
  NmsSortSpace sort;
  if (error == cudaSuccess) *bytes = LayOutNms(count, scratch, nullptr, &space, &sort);
  return error;
}

int LaunchBatchedNms(const BatchedNms& arguments, void* workspace, size_t bytes, CUstream_st* stream) {
  if (!IsValidBatchedNms(arguments)) return cudaErrorInvalidValue;
  if (arguments.count == 0) return cudaMemsetAsync(arguments.kept_count, 0, sizeof(int64_t), stream);
  size_t scratch = 0;
  if (const int error = ScratchBytes(arguments.count, &scratch); error != cudaSuccess) return error;
  NmsSpace space;
  NmsSortSpace sort;
  const size_t needed = LayOutNms(arguments.count, scratch, static_cast<char*>(workspace), &space, &sort);
  if (workspace == nullptr || !IsMultipleOf(workspace, 256) || bytes < needed) return cudaErrorInvalidValue;
  CudaLauncher launcher(stream);
  return NmsSteps(arguments, space, sort, launcher).Run();
}

}  // namespace assay
