#include <cuda_runtime_api.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "benchmarks/kernel_case.h"
#include "benchmarks/measure/cuda/cuda_timer.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

absl::Status ToStatus(int error) {
  if (error == cudaSuccess) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("CUDA: ", cudaGetErrorString(static_cast<cudaError_t>(error))));
}

// A kernel's tensors on the GPU, and the stream on which it runs.
class OnGpu {
 public:
  explicit OnGpu(KernelCase kernel) : kernel_(std::move(kernel)) {}
  ~OnGpu() {
    for (void* pointer : pointers_) cudaFree(pointer);
    if (stream_ != nullptr) cudaStreamDestroy(stream_);
  }

  absl::Status Start() {
    ASSAY_RETURN_IF_ERROR(ToStatus(cudaStreamCreate(&stream_)));
    for (const KernelBytes& input : kernel_.inputs) {
      ASSAY_RETURN_IF_ERROR(Allocate(input.size()));
      ASSAY_RETURN_IF_ERROR(ToStatus(cudaMemcpy(pointers_.back(), input.data(), input.size(), cudaMemcpyHostToDevice)));
    }
    for (const size_t size : kernel_.outputs) ASSAY_RETURN_IF_ERROR(Allocate(size));
    if (!kernel_.workspace) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(const size_t bytes, kernel_.workspace());
    return Allocate(bytes);
  }

  void Launch() {
    if (error_ == cudaSuccess) error_ = kernel_.launch(pointers_, stream_);
  }

  // What the last launch wrote, against the twin.
  absl::Status Check() {
    ASSAY_RETURN_IF_ERROR(ToStatus(error_));
    ASSAY_RETURN_IF_ERROR(ToStatus(cudaStreamSynchronize(stream_)));
    std::vector<KernelBytes> actual, expected;
    KernelPointers on_cpu;
    for (KernelBytes& input : kernel_.inputs) on_cpu.push_back(input.data());
    for (size_t i = 0; i < kernel_.outputs.size(); ++i) {
      actual.emplace_back(kernel_.outputs[i]);
      expected.emplace_back(kernel_.outputs[i]);
      const void* const from = pointers_[kernel_.inputs.size() + i];
      ASSAY_RETURN_IF_ERROR(ToStatus(cudaMemcpy(actual[i].data(), from, actual[i].size(), cudaMemcpyDeviceToHost)));
    }
    for (KernelBytes& output : expected) on_cpu.push_back(output.data());
    if (!kernel_.on_cpu(on_cpu)) return absl::InternalError("the twin refuses the arguments");
    return kernel_.compare ? kernel_.compare(expected, actual) : CompareBytes(expected, actual);
  }

  cudaStream_t stream() const { return stream_; }

 private:
  absl::Status Allocate(size_t bytes) {
    void* pointer = nullptr;
    ASSAY_RETURN_IF_ERROR(ToStatus(cudaMalloc(&pointer, std::max<size_t>(bytes, 1))));
    pointers_.push_back(pointer);
    return ToStatus(cudaMemset(pointer, 0, bytes));
  }

  KernelCase kernel_;
  cudaStream_t stream_ = nullptr;
  KernelPointers pointers_;
  int error_ = cudaSuccess;
};

// The device's, measured once.
absl::StatusOr<Ceilings> DeviceCeilings(CudaTimer& timer) {
  static const absl::StatusOr<Ceilings>& ceilings = *new absl::StatusOr<Ceilings>(timer.MeasureCeilings());
  return ceilings;
}

}  // namespace

absl::StatusOr<Prepared> PrepareKernelOnGpu(const KernelCase& kernel) {
  const auto running = std::make_shared<OnGpu>(kernel);
  ASSAY_RETURN_IF_ERROR(running->Start());
  ASSAY_ASSIGN_OR_RETURN(std::shared_ptr<CudaTimer> timer, CudaTimer::Make(/*device=*/0, running->stream()));
  Prepared prepared = {.run = [running](int64_t) { running->Launch(); },
                       .check = [running, timer]() -> absl::Status {
                         ASSAY_RETURN_IF_ERROR(timer->TakeError());
                         return running->Check();
                       },
                       .work = kernel.work,
                       .timer = timer};
  ASSAY_ASSIGN_OR_RETURN(prepared.ceilings, DeviceCeilings(*timer));
  DescribeMachine("device.name", timer->device().name);
  DescribeMachine("device.driver", timer->device().driver);
  DescribeMachine("device.cuda", absl::StrCat(timer->device().cuda));
  return prepared;
}

bool HasGpu() {
  int devices = 0;
  const bool is_there = cudaGetDeviceCount(&devices) == cudaSuccess && devices > 0;
  cudaGetLastError();  // that there is none is no error of what comes next
  return is_there;
}

}  // namespace assay
