#include "models/device.h"

#include <ATen/Context.h>
#include <ATen/ops/add.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <ATen/record_function.h>
#include <c10/core/InferenceMode.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/probe_inputs.h"
#include "harness/probe_values.h"
#include "models/registry.h"

namespace assay {
namespace {

using testing::HasSubstr;

Model Constructed(const std::string& name) {
  const Builder& builder = **FindBuilder(name);
  Model model = Construct(builder, DefaultOptions(builder));
  model.eval();
  return model;
}

TEST(FindDevice, Cpu_IsAlwaysThere) {
  const auto device = FindDevice("cpu");
  ASSERT_TRUE(device.ok());
  EXPECT_TRUE(device->is_cpu());
  EXPECT_EQ(DeviceName(*device), "cpu");
}

TEST(FindDevice, OtherWords_AreRefusedWithThoseThatAreNone) {
  for (const char* word : {"", "gpu", "CUDA", "cuda:", "cuda:-1", "cuda:128", "cuda:1x", "cuda 1", "cpu:0", "mps"}) {
    const absl::Status status = FindDevice(word).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << word;
    EXPECT_THAT(std::string(status.message()), HasSubstr("expected cpu, cuda")) << word;
  }
}

TEST(FindDevice, CudaWithoutAGpu_SaysWhatIsMissing) {
  if (at::hasCUDA()) GTEST_SKIP() << "this machine has a GPU";
  const absl::Status status = FindDevice("cuda").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), testing::AnyOf(HasSubstr("--config=cuda"), HasSubstr("has no GPU")));
}

TEST(RunOn, TheCpu_ChangesNothing) {
  const Model model = Constructed("mobilenet_v2");
  const auto moved = RunOn(model, at::kCPU);
  ASSERT_TRUE(moved.ok()) << moved.status();
  c10::InferenceMode inference;
  const at::Tensor image = ProbeInput("input", {1, 3, 64, 64}).to(at::kFloat);
  EXPECT_TRUE(at::equal(moved->forward(image), model.forward(image)));
}

// What the outermost operators of a forward take that would stay on the CPU when the model moves: tensors that come
// neither from its state dict nor from its inputs, and tensors made of nothing for whatever device is the default.
class StrayTensors {
 public:
  StrayTensors(const Model& model, const NamedTensors& inputs) {
    for (const StateEntry& entry : model.state_dict()) Know(entry.tensor);
    for (const auto& [name, tensor] : inputs) Know(tensor);
    current_ = this;
    handle_ = at::addThreadLocalCallback(at::RecordFunctionCallback(Begin, End)
                                             .needsInputs(true)
                                             .needsOutputs(true)
                                             .scopes({at::RecordScope::FUNCTION}));
  }
  ~StrayTensors() { at::removeCallback(handle_); }

  const std::vector<std::string>& found() const { return found_; }

 private:
  static std::unique_ptr<at::ObserverContext> Begin(const at::RecordFunction& function) {
    if (current_->depth_++ == 0) current_->Look(function);
    return nullptr;
  }
  static void End(const at::RecordFunction& function, at::ObserverContext*) {
    if (--current_->depth_ > 0) return;
    for (const c10::IValue& value : function.outputs()) {
      for (const at::Tensor& tensor : Tensors(value)) current_->Know(tensor);
    }
  }

  static std::vector<at::Tensor> Tensors(const c10::IValue& value) {
    if (value.isTensor() && value.toTensor().defined()) return {value.toTensor()};
    return value.isTensorList() ? value.toTensorVector() : std::vector<at::Tensor>();
  }

  void Know(const at::Tensor& tensor) { known_.insert(tensor.storage().unsafeGetStorageImpl()); }

  void Look(const at::RecordFunction& function) {
    bool takes_tensors = false, says_device = false;
    for (const c10::IValue& value : function.inputs()) {
      says_device |= value.isDevice();
      for (const at::Tensor& tensor : Tensors(value)) {
        takes_tensors = true;
        // A number may stay where it is: a GPU's operators take it from the CPU.
        if (tensor.dim() > 0 && known_.count(tensor.storage().unsafeGetStorageImpl()) == 0)
          found_.push_back(std::string(function.name()) + " takes a stray tensor");
      }
    }
    if (!takes_tensors && !says_device)
      found_.push_back(std::string(function.name()) + " makes one of the default device");
  }

  static thread_local StrayTensors* current_;
  at::CallbackHandle handle_;
  int depth_ = 0;
  std::set<const c10::StorageImpl*> known_;
  std::vector<std::string> found_;
};

thread_local StrayTensors* StrayTensors::current_ = nullptr;

TEST(RunOn, AnotherDevice_TakesAllThatEachModelComputesWith) {
  c10::InferenceMode inference;
  for (const std::string& name : list()) {
    const Model model = Constructed(name);
    NamedTensors inputs = MakeProbeInputs(model.signature()).batch;
    for (auto& [input, tensor] : inputs) tensor = tensor.is_floating_point() ? tensor.to(at::kFloat) : tensor;
    const StrayTensors stray(model, inputs);
    model.forward(inputs);
    EXPECT_THAT(stray.found(), testing::IsEmpty()) << name;
  }
}

TEST(StrayTensors, OfAClosureAndOfNothing_AreFound) {
  c10::InferenceMode inference;
  const Model model = Constructed("digits_resnet20");
  const at::Tensor kept = at::ones({3});
  const NamedTensors inputs = {{"input", at::ones({3})}};
  const StrayTensors stray(model, inputs);
  at::add(inputs[0].second, kept);
  at::zeros({3});
  at::mul(at::zeros({3}, inputs[0].second.options()), 2);
  EXPECT_THAT(stray.found(),
              testing::ElementsAre("aten::add takes a stray tensor", "aten::zeros makes one of the default device"));
}

TEST(RunOn, ADeviceThatIsNotThere_IsAStatus) {
  if (at::hasCUDA()) GTEST_SKIP() << "this machine has a GPU";
  EXPECT_FALSE(RunOn(Constructed("digits_resnet20"), at::Device(at::kCUDA, 0)).ok());
}

}  // namespace
}  // namespace assay
