#include "benchmarks/model_rows_cuda.h"

#include <ATen/Context.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/core/InferenceMode.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "benchmarks/measure/cuda/cuda_timer.h"
#include "models/device.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr int64_t kBatches[] = {1, 8, 32, 128};

// The timer of a stream, with the memory of LibTorch's allocator.
class LibTorchTimer final : public Timer {
 public:
  LibTorchTimer(std::shared_ptr<CudaTimer> timer, at::DeviceIndex device) : timer_(std::move(timer)), device_(device) {}

  double Time(Iteration run, int64_t first, int64_t batch) override { return timer_->Time(run, first, batch); }
  void FlushCaches() override { timer_->FlushCaches(); }
  ClockState ReadClocks() override { return timer_->ReadClocks(); }
  void ResetPeakMemory() override { c10::cuda::CUDACachingAllocator::resetPeakStats(device_); }
  int64_t PeakMemory() override { return Statistics().allocated_bytes[0].peak; }
  int64_t ReservedMemory() override { return Statistics().reserved_bytes[0].current; }

 private:
  c10::CachingDeviceAllocator::DeviceStats Statistics() const {
    return c10::cuda::CUDACachingAllocator::getDeviceStats(device_);
  }

  std::shared_ptr<CudaTimer> timer_;
  at::DeviceIndex device_;
};

struct RunningOnGpu {
  Model model;
  NamedTensors inputs;
  at::Tensor answer;
  c10::cuda::CUDAStream stream;
  std::unique_ptr<at::cuda::CUDAGraph> graph = nullptr;

  void Forward() {
    c10::InferenceMode inference;
    answer = model.forward(inputs).front().second;
  }
};

void Capture(RunningOnGpu& running) {
  // What is made once, such as a handle or a workspace, must not be made within the graph.
  for (int i = 0; i < 3; ++i) running.Forward();
  running.stream.synchronize();
  running.graph = std::make_unique<at::cuda::CUDAGraph>();
  running.graph->capture_begin();
  running.Forward();
  running.graph->capture_end();
}

absl::StatusOr<Prepared> PrepareOnGpu(const ModelCombination& combination, const ModelVariant& variant) {
  ASSAY_ASSIGN_OR_RETURN(const at::Device device, FindDevice("cuda"));
  ASSAY_ASSIGN_OR_RETURN(Model model, MakeModel(combination));
  model.to(device);
  if (variant.type == "float16") model.to(at::kHalf);
  if (variant.type == "bfloat16") model.to(at::kBFloat16);
  if (variant.channels_last) model.to(at::MemoryFormat::ChannelsLast);
  at::globalContext().setAllowTF32CuDNN(variant.type == "tf32");
  at::globalContext().setAllowTF32CuBLAS(variant.type == "tf32");
  at::globalContext().setBenchmarkCuDNN(true);
  NamedTensors inputs = ModelInputs(combination, model.signature(), variant);
  for (auto& [name, tensor] : inputs) tensor = tensor.to(device);
  const auto running = std::make_shared<RunningOnGpu>(
      RunningOnGpu{.model = model, .inputs = std::move(inputs), .stream = c10::cuda::getStreamFromPool()});
  ASSAY_ASSIGN_OR_RETURN(std::shared_ptr<CudaTimer> timer, CudaTimer::Make(device.index(), running->stream.stream()));
  {
    const c10::cuda::CUDAStreamGuard on(running->stream);
    if (variant.way == "graph") Capture(*running);
  }
  Prepared prepared;
  prepared.run = [running](int64_t) {
    const c10::cuda::CUDAStreamGuard on(running->stream);
    running->graph != nullptr ? running->graph->replay() : running->Forward();
  };
  prepared.check = [running, timer, combination, variant]() -> absl::Status {
    ASSAY_RETURN_IF_ERROR(timer->TakeError());
    running->stream.synchronize();
    return CheckModelAnswer(combination, variant, running->answer.to(at::kCPU));
  };
  // No limit by operations: cuDNN's Winograd convolutions need fewer than are counted.
  prepared.work = {.items = static_cast<double>(variant.batch),
                   .item = running->model.signature().tokens.empty() ? "images" : "texts"};
  prepared.timer = std::make_shared<LibTorchTimer>(timer, device.index());
  DescribeMachine("device.name", timer->device().name);
  DescribeMachine("device.driver", timer->device().driver);
  DescribeMachine("device.cuda", absl::StrCat(timer->device().cuda));
  return prepared;
}

}  // namespace

std::vector<Row> CudaModelRows(const ModelCombination& combination) {
  if (!FindDevice("cuda").ok()) return {};
  const bool has_images = combination.builder.task != "text_encoding";
  std::vector<Row> rows;
  for (const char* type : {"float32", "tf32", "float16", "bfloat16"}) {
    for (const bool channels_last : {false, true}) {
      if (channels_last && !has_images) continue;
      for (const char* way : {"eager", "graph"}) {
        for (const int64_t batch : kBatches) {
          const ModelVariant variant = {.type = type, .channels_last = channels_last, .way = way, .batch = batch};
          rows.push_back(
              {.name = absl::StrCat("cuda/Forward/", CombinationName(combination), "/", VariantName(variant)),
               .prepare = [combination, variant] { return PrepareOnGpu(combination, variant); }});
        }
      }
    }
  }
  return rows;
}

}  // namespace assay
