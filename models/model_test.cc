#include "models/model.h"

#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>
#include <torch/nn/module.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// What a BatchNorm holds, as a child; registered buffers first, to tell registration's order from the state dict's.
class Norm : public torch::nn::Module {
 public:
  Norm() {
    register_buffer("running_mean", at::zeros({2}));
    register_buffer("num_batches_tracked", at::zeros({}, at::kLong));
    register_parameter("weight", at::ones({2}));
  }
};

class Toy : public torch::nn::Module {
 public:
  Toy() {
    register_module("a_norm", std::make_shared<Norm>());
    register_module("b_norm", std::make_shared<Norm>());
    register_buffer("scale", at::ones({}));
    register_parameter("weight", at::zeros({2, 3}));
    register_parameter("bias", at::zeros({2}));
  }
};

Model MakeToy() {
  return Model(std::make_shared<Toy>(), [](const at::Tensor& input) { return input * 2; });
}

// A state of the toy's shapes, every element 7.
NamedTensors Sevens() {
  NamedTensors state;
  for (const StateEntry& entry : MakeToy().state_dict()) {
    state.emplace_back(entry.name, at::full(entry.tensor.sizes(), 7, entry.tensor.options().requires_grad(false)));
  }
  return state;
}

at::Tensor& At(NamedTensors& state, const std::string& name) {
  for (auto& [key, tensor] : state) {
    if (key == name) return tensor;
  }
  ADD_FAILURE() << "no " << name;
  return state.front().second;
}

void Remove(NamedTensors& state, const std::string& name) {
  const size_t before = state.size();
  std::erase_if(state, [&](const auto& item) { return item.first == name; });
  EXPECT_EQ(state.size(), before - 1) << "no " << name;
}

double SumOf(const Model& model, const std::string& name) {
  for (const StateEntry& entry : model.state_dict()) {
    if (entry.name == name) return entry.tensor.sum().item<double>();
  }
  ADD_FAILURE() << "no " << name;
  return 0;
}

double SumOfAll(const Model& model) {
  double sum = 0;
  for (const StateEntry& entry : model.state_dict()) sum += entry.tensor.sum().item<double>();
  return sum;
}

// The message of a load that must fail and leave the model as it was.
std::string RefusalOf(const NamedTensors& state) {
  Model model = MakeToy();
  const double before = SumOfAll(model);
  const absl::Status status = model.load_state_dict(state);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(SumOfAll(model), before) << "the refused state changed the model";
  return std::string(status.message());
}

TEST(StateDict, ParametersBuffersAndChildren_StandInPythonsOrder) {
  std::vector<std::string> keys;
  std::vector<bool> is_parameter;
  for (const StateEntry& entry : MakeToy().state_dict()) {
    keys.push_back(entry.name);
    is_parameter.push_back(entry.is_parameter);
  }
  EXPECT_THAT(keys, ElementsAre("weight", "bias", "scale",                                             //
                                "a_norm.weight", "a_norm.running_mean", "a_norm.num_batches_tracked",  //
                                "b_norm.weight", "b_norm.running_mean", "b_norm.num_batches_tracked"));
  EXPECT_THAT(is_parameter, ElementsAre(true, true, false, true, false, false, true, false, false));
}

TEST(StateDict, Tensors_AreTheModelsOwn) {
  const Model model = MakeToy();
  model.state_dict()[2].tensor.fill_(5);
  EXPECT_EQ(SumOf(model, "scale"), 5);
}

TEST(LoadStateDict, EveryKeyThere_TakesTheValues) {
  Model model = MakeToy();
  ASSERT_TRUE(model.load_state_dict(Sevens()).ok());
  for (const StateEntry& entry : model.state_dict()) {
    EXPECT_EQ(entry.tensor.sum().item<double>(), 7.0 * entry.tensor.numel()) << entry.name;
    EXPECT_EQ(entry.tensor.requires_grad(), entry.is_parameter) << entry.name;
  }
}

TEST(LoadStateDict, OneKeyMissing_IsNamedAndNothingChanges) {
  NamedTensors state = Sevens();
  Remove(state, "b_norm.weight");
  EXPECT_EQ(RefusalOf(state), "the state dict does not fit the model: 1 missing: b_norm.weight");
}

TEST(LoadStateDict, OneKeyTooMany_IsNamedAndNothingChanges) {
  NamedTensors state = Sevens();
  state.emplace_back("head.weight", at::ones({1}));
  EXPECT_EQ(RefusalOf(state), "the state dict does not fit the model: 1 unexpected: head.weight");
}

TEST(LoadStateDict, OneShapeWrong_IsNamedWithBothShapesAndNothingChanges) {
  NamedTensors state = Sevens();
  At(state, "weight") = at::ones({3, 2});
  EXPECT_EQ(
      RefusalOf(state),
      "the state dict does not fit the model: 1 of the wrong shape or type: weight (expected [2, 3], got [3, 2])");
}

TEST(LoadStateDict, FloatsForIntegers_AreRefusedWithBothTypes) {
  NamedTensors state = Sevens();
  At(state, "a_norm.num_batches_tracked") = at::ones({});
  EXPECT_THAT(RefusalOf(state), HasSubstr("a_norm.num_batches_tracked (expected Long, got Float)"));
}

TEST(LoadStateDict, EveryKeyUnderAPrefix_SaysHowToTakeItOff) {
  NamedTensors state = Sevens();
  for (auto& [name, tensor] : state) name = "module." + name;
  EXPECT_THAT(RefusalOf(state), HasSubstr("every key begins with \"module.\", which ConsumePrefixIfPresent(state, "
                                          "\"module.\") takes off"));
  state.emplace_back("epoch", at::ones({1}));
  EXPECT_THAT(RefusalOf(state), testing::Not(HasSubstr("every key begins")));
}

TEST(LoadStateDict, IntegersForFloats_AreRefusedWithBothTypes) {
  NamedTensors state = Sevens();
  At(state, "bias") = at::ones({2}, at::kLong);
  EXPECT_THAT(RefusalOf(state), HasSubstr("bias (expected Float, got Long)"));
}

TEST(LoadStateDict, SeveralThingsWrong_AreAllNamed) {
  NamedTensors state = Sevens();
  Remove(state, "bias");
  At(state, "scale") = at::ones({1});
  state.emplace_back("extra", at::ones({1}));
  EXPECT_EQ(RefusalOf(state),
            "the state dict does not fit the model: 1 missing: bias; 1 unexpected: extra; "
            "1 of the wrong shape or type: scale (expected [], got [1])");
}

TEST(LoadStateDict, TenWrongKeys_AreAllNamed) {
  NamedTensors state = Sevens();
  for (int i = 0; i < 10; ++i) state.emplace_back("extra" + std::to_string(i), at::ones({1}));
  const std::string message = RefusalOf(state);
  EXPECT_THAT(message, HasSubstr("10 unexpected: extra0, "));
  EXPECT_THAT(message, HasSubstr("extra9"));
  EXPECT_THAT(message, Not(HasSubstr("...")));
}

TEST(LoadStateDict, MoreThanTenWrongKeys_AreCountedAndCut) {
  NamedTensors state = Sevens();
  for (int i = 0; i < 11; ++i) state.emplace_back("extra" + std::to_string(i), at::ones({1}));
  const std::string message = RefusalOf(state);
  EXPECT_THAT(message, HasSubstr("11 unexpected: extra0, "));
  EXPECT_THAT(message, HasSubstr("extra9, ..."));
  EXPECT_THAT(message, Not(HasSubstr("extra10")));
}

TEST(LoadStateDict, Float16State_IsConvertedToTheModelsType) {
  NamedTensors state = Sevens();
  for (auto& [name, tensor] : state) {
    if (tensor.is_floating_point()) tensor = tensor.to(at::kHalf);
  }
  Model model = MakeToy();
  ASSERT_TRUE(model.load_state_dict(state).ok());
  for (const StateEntry& entry : model.state_dict()) {
    EXPECT_EQ(entry.tensor.scalar_type(), entry.tensor.dim() == 0 && entry.name != "scale" ? at::kLong : at::kFloat)
        << entry.name;
  }
  EXPECT_EQ(SumOf(model, "weight"), 42);
}

TEST(LoadStateDict, TransposedTensor_IsLaidOutAnew) {
  NamedTensors state = Sevens();
  At(state, "weight") = at::ones({3, 2}).t();
  Model model = MakeToy();
  ASSERT_TRUE(model.load_state_dict(state).ok());
  EXPECT_TRUE(model.state_dict()[0].tensor.is_contiguous());
}

// Such files exist: torchvision's resnet18-f37072fd.pth is one.
TEST(LoadStateDict, FileFromBeforeBatchesWereCounted_KeepsTheModelsCount) {
  NamedTensors state = Sevens();
  Remove(state, "a_norm.num_batches_tracked");
  Remove(state, "b_norm.num_batches_tracked");
  Model model = MakeToy();
  const absl::Status status = model.load_state_dict(state);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(SumOf(model, "a_norm.num_batches_tracked"), 0);
  EXPECT_EQ(SumOf(model, "b_norm.running_mean"), 14);
}

TEST(LoadStateDict, OneOfTwoBatchCountsMissing_IsNamed) {
  NamedTensors state = Sevens();
  Remove(state, "b_norm.num_batches_tracked");
  EXPECT_EQ(RefusalOf(state), "the state dict does not fit the model: 1 missing: b_norm.num_batches_tracked");
}

TEST(LoadStateDict, FileFromBeforeBatchesWereCountedWithAnotherKeyMissing_NamesThatKeyAlone) {
  NamedTensors state = Sevens();
  Remove(state, "a_norm.num_batches_tracked");
  Remove(state, "b_norm.num_batches_tracked");
  Remove(state, "b_norm.running_mean");
  EXPECT_EQ(RefusalOf(state), "the state dict does not fit the model: 1 missing: b_norm.running_mean");
}

TEST(Forward, InputByName_GivesTheOutputByName) {
  const NamedTensors outputs = MakeToy().forward(NamedTensors{{"input", at::ones({3})}});
  ASSERT_EQ(outputs.size(), 1);
  EXPECT_EQ(outputs[0].first, "output");
  EXPECT_EQ(outputs[0].second.sum().item<double>(), 6);
}

TEST(Forward, UnknownOrMissingOrSurplusName_Throws) {
  const Model model = MakeToy();
  const at::Tensor ones = at::ones({3});
  EXPECT_THROW(model.forward(NamedTensors{{"image", ones}}), c10::Error);
  EXPECT_THROW(model.forward(NamedTensors{}), c10::Error);
  EXPECT_THROW(model.forward(NamedTensors{{"input", ones}, {"mask", ones}}), c10::Error);
}

TEST(NumParameters, BuffersBesideThem_CountsParametersAlone) { EXPECT_EQ(MakeToy().num_parameters(), 6 + 2 + 2 + 2); }

TEST(To, Float64_LeavesIntegersAlone) {
  Model model = MakeToy();
  model.to(at::kDouble);
  EXPECT_EQ(model.state_dict()[0].tensor.scalar_type(), at::kDouble);
  EXPECT_EQ(model.state_dict()[5].tensor.scalar_type(), at::kLong);
}

Model MakeToyWithConstant() {
  Model model = MakeToy();
  model.AcceptConstants({{"positions", at::full({1, 2}, 3, at::kLong)}});
  return model;
}

TEST(Model, AcceptedConstant_MayBeThereOrNot) {
  Model model = MakeToyWithConstant();
  NamedTensors state = Sevens();
  EXPECT_TRUE(model.load_state_dict(state).ok());
  state.emplace_back("positions", at::full({1, 2}, 3, at::kInt));
  const absl::Status loaded = model.load_state_dict(state);
  EXPECT_TRUE(loaded.ok()) << loaded;
  for (const StateEntry& entry : model.state_dict()) EXPECT_NE(entry.name, "positions");
}

TEST(Model, WithForward_IsTheModelUnderOtherNames) {
  const Model model = MakeToyWithConstant();
  Model other =
      model.WithForward([](const std::vector<at::Tensor>& inputs) { return std::vector<at::Tensor>{inputs[0] * 3}; },
                        {.inputs = {"image"}, .outputs = {"map"}});
  const NamedTensors outputs = other.forward(NamedTensors{{"image", at::ones({3})}});
  EXPECT_EQ(outputs[0].first, "map");
  EXPECT_EQ(outputs[0].second.sum().item<double>(), 9);
  EXPECT_EQ(model.forward(at::ones({3})).sum().item<double>(), 6);
  EXPECT_EQ(other.module(), model.module());
  NamedTensors state = Sevens();
  state.emplace_back("positions", at::full({1, 2}, 3, at::kLong));
  EXPECT_TRUE(other.load_state_dict(state).ok());
}

TEST(Model, AcceptedConstantOfOtherValuesOrShape_IsRefused) {
  for (const at::Tensor& other : {at::full({1, 2}, 4, at::kLong), at::full({2}, 3, at::kLong)}) {
    Model model = MakeToyWithConstant();
    NamedTensors state = Sevens();
    state.emplace_back("positions", other);
    EXPECT_THAT(std::string(model.load_state_dict(state).message()),
                HasSubstr("1 of the wrong shape or type: positions (expected the constant [1, 2]"));
  }
}

TEST(Model, FindMisfits_SaysWhatLoadingWouldSayAndChangesNothing) {
  Model model = MakeToyWithConstant();
  NamedTensors state = Sevens();
  EXPECT_TRUE(model.FindMisfits(state).empty());
  Remove(state, "bias");
  At(state, "weight") = at::ones({3, 2});
  state.emplace_back("aux.bias", at::ones({1}));
  state.emplace_back("positions", at::full({1, 2}, 4, at::kLong));
  const StateMisfits misfits = model.FindMisfits(state);
  EXPECT_FALSE(misfits.empty());
  EXPECT_THAT(misfits.missing, ElementsAre("bias"));
  EXPECT_THAT(misfits.unexpected, ElementsAre("aux.bias"));
  EXPECT_THAT(misfits.wrong, ElementsAre("weight (expected [2, 3], got [3, 2])",
                                         "positions (expected the constant [1, 2] that it always is, or nothing)"));
  EXPECT_EQ(std::string(model.load_state_dict(state).message()),
            "the state dict does not fit the model: " + misfits.Text());
  EXPECT_EQ(SumOfAll(model), SumOfAll(MakeToy()));
}

}  // namespace
}  // namespace assay
