#include "benchmarks/measure/cuda/cuda_timer.h"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "benchmarks/measure/cuda/nvml.h"
#include "benchmarks/measure/cuda/wait_kernel.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// Fewer than a stream's queue holds, with what a sample enqueues beside them.
constexpr int64_t kMostEnqueued = 500;
constexpr double kMostWaitSeconds = 2;
constexpr size_t kCopyBytes = size_t{1} << 30;

class CudaTimerImpl final : public CudaTimer {
 public:
  CudaTimerImpl(int index, cudaStream_t stream, Launching launching)
      : index_(index), stream_(stream), launching_(launching) {}

  ~CudaTimerImpl() override {
    if (graph_ != nullptr) cudaGraphExecDestroy(graph_);
    if (begin_ != nullptr) cudaEventDestroy(begin_);
    if (end_ != nullptr) cudaEventDestroy(end_);
    if (go_ != nullptr) cudaFreeHost(const_cast<int*>(go_));
    if (flush_ != nullptr) cudaFree(flush_);
  }

  absl::Status Start() {
    cudaDeviceProp properties;
    Note(cudaSetDevice(index_));
    Note(cudaGetDeviceProperties(&properties, index_));
    Note(cudaDeviceGetAttribute(&clock_khz_, cudaDevAttrClockRate, index_));
    Note(cudaEventCreate(&begin_));
    Note(cudaEventCreate(&end_));
    void *go = nullptr, *go_on_device = nullptr;
    Note(cudaHostAlloc(&go, sizeof(int), cudaHostAllocMapped));
    if (error_ == cudaSuccess) Note(cudaHostGetDevicePointer(&go_on_device, go, 0));
    go_ = static_cast<int*>(go);
    go_on_device_ = static_cast<int*>(go_on_device);
    if (error_ != cudaSuccess) return TakeError();
    char bus_id[32] = "";
    Note(cudaDeviceGetPCIBusId(bus_id, sizeof(bus_id), index_));
    device_ = {.name = properties.name,
               .pci_bus_id = bus_id,
               .multiprocessors = properties.multiProcessorCount,
               .l2_bytes = properties.l2CacheSize};
    Note(cudaRuntimeGetVersion(&device_.cuda));
    flush_bytes_ = 2 * static_cast<size_t>(std::max(properties.l2CacheSize, 1 << 20));
    Note(cudaMalloc(&flush_, flush_bytes_));
    // Without it clocks are not known, and nothing else is lost.
    if (auto nvml = Nvml::Open(); nvml.ok()) {
      nvml_ = *std::move(nvml);
      device_.driver = nvml_->DriverVersion();
      if (const auto found = nvml_->Find(bus_id); found.ok()) nvml_device_ = *found;
    }
    return TakeError();
  }

  double Time(Iteration run, int64_t first, int64_t batch) override {
    if (launching_ == Launching::kGraph) return TimeGraph(run, first, batch);
    double seconds = 0;
    for (int64_t done = 0; done < batch; done += kMostEnqueued)
      seconds += TimeEnqueued(run, first + done, std::min(kMostEnqueued, batch - done));
    return seconds / static_cast<double>(batch);
  }

  // Enqueued: the next sample's wait comes behind it.
  void FlushCaches() override { Note(cudaMemsetAsync(flush_, flushes_++ & 0xff, flush_bytes_, stream_)); }

  ClockState ReadClocks() override { return nvml_device_ == nullptr ? ClockState() : nvml_->ReadClocks(nvml_device_); }

  const CudaDevice& device() const override { return device_; }

  absl::StatusOr<Ceilings> MeasureCeilings() override {
    void *from = nullptr, *to = nullptr;
    Note(cudaMalloc(&from, kCopyBytes));
    Note(cudaMalloc(&to, kCopyBytes));
    double best = 0;
    for (int attempt = 0; attempt < 10 && error_ == cudaSuccess; ++attempt) {
      const double seconds =
          TimeEnqueued([&](int64_t) { Note(cudaMemcpyAsync(to, from, kCopyBytes, cudaMemcpyDeviceToDevice, stream_)); },
                       0, 4) /
          4;
      best = attempt == 0 ? seconds : std::min(best, seconds);
    }
    cudaFree(from);
    cudaFree(to);
    ASSAY_RETURN_IF_ERROR(TakeError());
    // 128 lanes a multiprocessor from sm_86 and sm_90 on, 64 on sm_80, each a fused multiply-add a clock.
    int major = 0, minor = 0;
    Note(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, index_));
    Note(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, index_));
    const double lanes = major == 8 && minor == 0 ? 64 : 128;
    return Ceilings{.bytes_per_second = 2 * static_cast<double>(kCopyBytes) / best,
                    .flops_per_second = 2 * lanes * device_.multiprocessors * 1e3 * clock_khz_};
  }

  absl::Status TakeError() override {
    const cudaError_t error = std::exchange(error_, cudaSuccess);
    if (error == cudaSuccess) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat("CUDA: ", cudaGetErrorString(error)));
  }

 private:
  void Note(cudaError_t error) {
    if (error_ == cudaSuccess) error_ = error;
  }

  double Elapsed() {
    float milliseconds = 0;
    Note(cudaEventSynchronize(end_));
    Note(cudaEventElapsedTime(&milliseconds, begin_, end_));
    return milliseconds * 1e-3;
  }

  double TimeEnqueued(Iteration run, int64_t first, int64_t count) {
    *go_ = 0;
    Note(static_cast<cudaError_t>(LaunchWait(go_on_device_, kMostWaitSeconds, clock_khz_, stream_)));
    Note(cudaEventRecord(begin_, stream_));
    for (int64_t i = first; i < first + count; ++i) run(i);
    Note(cudaEventRecord(end_, stream_));
    *go_ = 1;
    Note(cudaGetLastError());
    return Elapsed();
  }

  // One graph for as long as the batch stays as it is.
  double TimeGraph(Iteration run, int64_t first, int64_t batch) {
    if (graph_ == nullptr || captured_ != batch) Capture(run, first, batch);
    if (graph_ == nullptr) return 0;
    *go_ = 0;
    Note(static_cast<cudaError_t>(LaunchWait(go_on_device_, kMostWaitSeconds, clock_khz_, stream_)));
    Note(cudaEventRecord(begin_, stream_));
    Note(cudaGraphLaunch(graph_, stream_));
    Note(cudaEventRecord(end_, stream_));
    *go_ = 1;
    return Elapsed() / static_cast<double>(batch);
  }

  void Capture(Iteration run, int64_t first, int64_t batch) {
    if (graph_ != nullptr) Note(cudaGraphExecDestroy(std::exchange(graph_, nullptr)));
    cudaGraph_t graph = nullptr;
    Note(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal));
    for (int64_t i = first; i < first + batch; ++i) run(i);
    Note(cudaStreamEndCapture(stream_, &graph));
    if (graph == nullptr) return;
    Note(cudaGraphInstantiate(&graph_, graph, 0));
    Note(cudaGraphDestroy(graph));
    // The first launch also uploads it.
    if (graph_ != nullptr) Note(cudaGraphLaunch(graph_, stream_));
    Note(cudaStreamSynchronize(stream_));
    captured_ = batch;
  }

  const int index_;
  const cudaStream_t stream_;
  const Launching launching_;
  cudaError_t error_ = cudaSuccess;
  CudaDevice device_;
  int clock_khz_ = 0;
  cudaEvent_t begin_ = nullptr, end_ = nullptr;
  volatile int* go_ = nullptr;
  int* go_on_device_ = nullptr;
  void* flush_ = nullptr;
  size_t flush_bytes_ = 0;
  int flushes_ = 0;
  cudaGraphExec_t graph_ = nullptr;
  int64_t captured_ = 0;
  std::unique_ptr<Nvml> nvml_;
  Nvml::Device nvml_device_ = nullptr;
};

}  // namespace

absl::StatusOr<std::shared_ptr<CudaTimer>> CudaTimer::Make(int device, CUstream_st* stream, Launching launching) {
  auto timer = std::make_shared<CudaTimerImpl>(device, stream, launching);
  ASSAY_RETURN_IF_ERROR(timer->Start());
  return std::shared_ptr<CudaTimer>(std::move(timer));
}

}  // namespace assay
