// A Buffer's copy in the device's memory, as misaligned as the original, for tests that need a device.
//
//   DeviceCopy<float> input(host_input), output(host_output);
//   ... launch with input.data(), output.data() ...
//   ASSERT_EQ(output.CopyTo(host_output), cudaSuccess);   // waits; guards included
#ifndef ASSAY_MODELS_OPS_CUDA_TESTING_DEVICE_COPY_H_
#define ASSAY_MODELS_OPS_CUDA_TESTING_DEVICE_COPY_H_

#include <cuda_runtime.h>

#include "models/ops/cuda/testing/buffer.h"

namespace assay {

template <typename T>
class DeviceCopy {
 public:
  explicit DeviceCopy(const Buffer<T>& host) {
    // cudaMalloc's memory is aligned to 256 bytes; the host's storage is not, and is moved to where its data() agrees.
    pad_ = reinterpret_cast<uintptr_t>(host.storage()) % 16;
    EXPECT_EQ(cudaMalloc(reinterpret_cast<void**>(&memory_), host.storage_bytes() + pad_), cudaSuccess);
    EXPECT_EQ(cudaMemcpy(memory_ + pad_, host.storage(), host.storage_bytes(), cudaMemcpyHostToDevice), cudaSuccess);
    data_ =
        reinterpret_cast<T*>(memory_ + pad_ + (reinterpret_cast<const unsigned char*>(host.data()) - host.storage()));
  }
  ~DeviceCopy() { cudaFree(memory_); }
  DeviceCopy(const DeviceCopy&) = delete;
  DeviceCopy& operator=(const DeviceCopy&) = delete;

  T* data() { return data_; }

  cudaError_t CopyTo(Buffer<T>& host) const {
    return cudaMemcpy(host.storage(), memory_ + pad_, host.storage_bytes(), cudaMemcpyDeviceToHost);
  }

 private:
  unsigned char* memory_ = nullptr;
  size_t pad_ = 0;
  T* data_ = nullptr;
};

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_TESTING_DEVICE_COPY_H_
