#include "models/device.h"

#include <ATen/Context.h>

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "models/exceptions.h"
#include "models/internal/device_properties.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr int kMostDevices = 128;  // c10::DeviceIndex is a signed byte

absl::StatusOr<at::Device> FindGpu(int index) {
  if (!at::hasCUDA()) {
    return absl::FailedPreconditionError(
        internal::kLinksCuda
            ? "this machine has no GPU that CUDA can use (nvidia-smi lists those that there are); without --device the "
              "CPU computes"
            : "this build links LibTorch for the CPU alone: build it with --config=cuda, as in ./bazelw run "
              "--config=cuda //tools:assay -- ...; without --device the CPU computes");
  }
  const auto devices = static_cast<int>(at::getNumGPUs());
  if (index >= devices) {
    return absl::NotFoundError(absl::StrCat("there is no cuda:", index, ": this machine has ", devices,
                                            devices == 1 ? " GPU, cuda:0" : " GPUs, counted from 0"));
  }
  return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index));
}

void ComputeReproducibly() {
  at::Context& context = at::globalContext();
  context.setDeterministicCuDNN(true);
  context.setBenchmarkCuDNN(false);  // which would choose an algorithm by a race
  context.setAllowTF32CuDNN(false);
  context.setAllowTF32CuBLAS(false);
}

}  // namespace

absl::StatusOr<at::Device> FindDevice(const std::string& text) {
  if (text == "cpu") return at::Device(at::kCPU);
  if (text == "cuda") return FindGpu(0);
  int index = 0;
  if (absl::StartsWith(text, "cuda:") && absl::SimpleAtoi(text.substr(5), &index) && index >= 0 && index < kMostDevices)
    return FindGpu(index);
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text, "\" is no device: expected cpu, cuda, or one of several GPUs, as cuda:1"));
}

std::string DeviceName(at::Device device) {
  return device.is_cuda() ? internal::GpuName(device.index()) : device.str();
}

absl::StatusOr<Model> RunOn(Model model, at::Device device) {
  if (device.is_cuda()) ComputeReproducibly();
  ASSAY_RETURN_IF_ERROR(ExceptionsToStatus([&] { model.to(device); }));
  const auto forward = [model, device](const std::vector<at::Tensor>& inputs) {
    NamedTensors there;
    for (size_t i = 0; i < inputs.size(); ++i) {
      const Signature& names = model.signature();
      const bool is_optional = i >= names.inputs.size();
      // One that was left out.
      if (!inputs[i].defined()) continue;
      there.emplace_back(is_optional ? names.optional_inputs[i - names.inputs.size()] : names.inputs[i],
                         inputs[i].to(device));
    }
    std::vector<at::Tensor> outputs;
    for (auto& [name, output] : model.forward(there)) outputs.push_back(output.to(at::kCPU));
    return outputs;
  };
  return model.WithForward(forward, model.signature());
}

}  // namespace assay
