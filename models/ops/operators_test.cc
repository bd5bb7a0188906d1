#include "models/ops/operators.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_strided.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/hardsigmoid.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/topk.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/ops/frozen_batch_norm.h"

namespace assay {
namespace {

using testing::HasSubstr;
using Tensors = std::vector<at::Tensor>;

Tensors List(const std::pair<at::Tensor, at::Tensor>& pair) { return {pair.first, pair.second}; }

// An operator with its other arguments fixed, and inputs that go with it.
struct Call {
  std::string name;
  Tensors inputs;
  std::function<Tensors(const Tensors&)> run;
};

at::Tensor Maps(std::vector<int64_t> sizes, at::ScalarType type = at::kFloat) { return at::randn(sizes).to(type); }

at::Tensor Boxes(int64_t count) {
  const at::Tensor corner = at::rand({count, 2}) * 50;
  return at::cat({corner, corner + at::rand({count, 2}) * 20 + 1}, 1);
}

at::Tensor Rois(int64_t count) { return at::cat({at::randint(2, {count, 1}).to(at::kFloat), Boxes(count) / 4}, 1); }

std::vector<Call> AllCalls() {
  at::manual_seed(0);
  return {
      {"fold_frozen_batch_norm",
       {at::randn(6), at::randn(6), at::randn(6), at::rand(6)},
       [](const Tensors& in) { return List(ops::FoldFrozenBatchNorm(in[0], in[1], in[2], in[3], 1e-5)); }},
      {"frozen_batch_norm_add_relu",
       {Maps({2, 6, 5, 7}), at::randn(6), at::randn(6), Maps({2, 6, 5, 7})},
       [](const Tensors& in) { return Tensors{ops::FrozenBatchNormAddRelu(in[0], in[1], in[2], in[3])}; }},
      {"activation_scale",
       {Maps({2, 6, 5, 7}), Maps({2, 6, 1, 1})},
       [](const Tensors& in) { return Tensors{ops::ActivationScale(in[0], in[1], "silu", "sigmoid")}; }},
      {"batched_nms",
       {Boxes(40), at::rand(40), at::randint(3, {40})},
       [](const Tensors& in) { return List(ops::BatchedNms(in[0], in[1], in[2], 0.5)); }},
      {"roi_align",
       {Maps({2, 6, 15, 17}), Rois(4)},
       [](const Tensors& in) { return Tensors{ops::RoiAlign(in[0], in[1], 0.5, 3, 2, 2, true)}; }},
      {"softmax", {Maps({2, 3, 50})}, [](const Tensors& in) { return Tensors{ops::Softmax(in[0])}; }},
      {"top_k", {Maps({2, 3, 50})}, [](const Tensors& in) { return List(ops::TopK(in[0], 5, true)); }},
  };
}

std::string ErrorOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  }
  return "no error";
}

Tensors OnMeta(const Tensors& tensors) {
  Tensors meta;
  for (const at::Tensor& tensor : tensors) {
    meta.push_back(at::empty_strided(tensor.sizes(), tensor.strides(), tensor.options().device(at::kMeta)));
  }
  return meta;
}

void ExpectMetaAgrees(const Call& call, const Tensors& inputs) {
  const Tensors real = call.run(inputs), meta = call.run(OnMeta(inputs));
  ASSERT_EQ(real.size(), meta.size());
  for (size_t i = 0; i < real.size(); ++i) {
    EXPECT_TRUE(meta[i].is_meta()) << call.name;
    EXPECT_EQ(meta[i].sizes(), real[i].sizes()) << call.name;
    EXPECT_EQ(meta[i].strides(), real[i].strides()) << call.name;
    EXPECT_EQ(meta[i].scalar_type(), real[i].scalar_type()) << call.name;
  }
}

TEST(Operators, MetaDevice_GivesTheSameShapesTypesAndStrides) {
  for (const Call& call : AllCalls()) {
    ExpectMetaAgrees(call, call.inputs);
    Tensors strided;
    for (const at::Tensor& input : call.inputs) {
      strided.push_back(input.dim() == 4 ? input.contiguous(at::MemoryFormat::ChannelsLast) : input);
    }
    ExpectMetaAgrees(call, strided);
  }
}

TEST(Operators, Schemas_NeitherChangeNorReturnTheirInputs) {
  for (const Call& call : AllCalls()) {
    const auto op = c10::Dispatcher::singleton().findSchemaOrThrow(("assay::" + call.name).c_str(), "");
    for (const c10::Argument& argument : op.schema().arguments())
      EXPECT_EQ(argument.alias_info(), nullptr) << call.name;
    Tensors before;
    for (const at::Tensor& input : call.inputs) before.push_back(input.clone());
    const Tensors outputs = call.run(call.inputs);
    for (size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(at::equal(call.inputs[i], before[i])) << call.name;
    for (const at::Tensor& output : outputs) {
      for (const at::Tensor& input : call.inputs) EXPECT_FALSE(output.is_alias_of(input)) << call.name;
    }
  }
}

TEST(Operators, StridedInputs_GiveTheSame) {
  for (const Call& call : AllCalls()) {
    Tensors strided;
    for (const at::Tensor& input : call.inputs) {
      at::Tensor wide = at::empty({input.numel(), 2}, input.options());
      strided.push_back(wide.select(1, 0).view(input.sizes()).copy_(input));
      EXPECT_FALSE(strided.back().is_contiguous());
    }
    const Tensors expected = call.run(call.inputs), outputs = call.run(strided);
    for (size_t i = 0; i < expected.size(); ++i) EXPECT_TRUE(at::equal(outputs[i], expected[i])) << call.name;
  }
}

TEST(Operators, WantedGradient_IsRefused) {
  for (const Call& call : AllCalls()) {
    Tensors inputs = call.inputs;
    inputs[0] = inputs[0].clone().requires_grad_();
    EXPECT_THAT(ErrorOf([&] { call.run(inputs); }), HasSubstr("assay::" + call.name + " is not differentiable"));
    at::NoGradGuard no_grad;
    for (const at::Tensor& output : call.run(inputs)) EXPECT_FALSE(output.requires_grad()) << call.name;
  }
}

TEST(Operators, InferenceMode_GivesTheSame) {
  for (const Call& call : AllCalls()) {
    const Tensors expected = call.run(call.inputs);
    c10::InferenceMode inference;
    const Tensors outputs = call.run(call.inputs);
    for (size_t i = 0; i < expected.size(); ++i) EXPECT_TRUE(at::equal(outputs[i], expected[i])) << call.name;
  }
}

TEST(Operators, Float64_IsRefused) {
  for (const Call& call : AllCalls()) {
    if (call.name == "fold_frozen_batch_norm") continue;
    Tensors inputs = call.inputs;
    inputs[0] = inputs[0].to(at::kDouble);
    EXPECT_THAT(ErrorOf([&] { call.run(inputs); }), HasSubstr("assay::" + call.name + ": ")) << call.name;
    EXPECT_THAT(ErrorOf([&] { call.run(OnMeta(inputs)); }), HasSubstr("assay::" + call.name + ": ")) << call.name;
  }
}

TEST(Operators, InputsOnTwoDevices_AreRefused) {
  for (const Call& call : AllCalls()) {
    if (call.inputs.size() < 2 || call.name == "fold_frozen_batch_norm") continue;
    Tensors inputs = call.inputs;
    inputs[1] = OnMeta({inputs[1]})[0];
    EXPECT_NE(ErrorOf([&] { call.run(inputs); }), "no error") << call.name;
  }
}

TEST(FrozenBatchNormAddReluOperator, Layer_GivesTheSame) {
  c10::InferenceMode inference;
  at::manual_seed(1);
  FrozenBatchNorm2d norm(6);
  const auto state = norm.named_buffers();
  for (const auto& buffer : state) buffer.value().copy_(at::rand(6) + 0.5);
  const auto [scale, shift] =
      ops::FoldFrozenBatchNorm(state["weight"], state["bias"], state["running_mean"], state["running_var"], norm.eps());
  const at::Tensor input = at::randn({2, 6, 5, 7}), residual = at::randn({2, 6, 5, 7});
  EXPECT_TRUE(
      at::equal(ops::FrozenBatchNormAddRelu(input, scale, shift, residual), at::relu(norm.forward(input) + residual)));
  EXPECT_TRUE(at::equal(ops::FrozenBatchNormAddRelu(input, scale, shift, std::nullopt, false), norm.forward(input)));
  const at::Tensor last = input.contiguous(at::MemoryFormat::ChannelsLast);
  const at::Tensor output = ops::FrozenBatchNormAddRelu(last, scale, shift, residual);
  EXPECT_TRUE(output.is_contiguous(at::MemoryFormat::ChannelsLast));
  EXPECT_TRUE(at::equal(output, at::relu(norm.forward(input) + residual)));
}

TEST(FrozenBatchNormAddReluOperator, WrongShapes_AreRefused) {
  const at::Tensor input = at::randn({2, 6, 5, 7}), six = at::randn(6);
  EXPECT_THAT(ErrorOf([&] { ops::FrozenBatchNormAddRelu(input[0], six, six); }),
              HasSubstr("the input is [N, C, H, W], got [6, 5, 7]"));
  EXPECT_THAT(ErrorOf([&] { ops::FrozenBatchNormAddRelu(input, at::randn(5), six); }),
              HasSubstr("scale is [6] for an input of [2, 6, 5, 7], got [5]"));
  EXPECT_THAT(ErrorOf([&] { ops::FrozenBatchNormAddRelu(input, six, six.to(at::kHalf)); }),
              HasSubstr("shift is Float"));
  EXPECT_THAT(ErrorOf([&] { ops::FrozenBatchNormAddRelu(input, six, six, input[0]); }),
              HasSubstr("residual is [2, 6, 5, 7]"));
}

TEST(ActivationScaleOperator, Activations_AreTheFrameworks) {
  at::manual_seed(2);
  const at::Tensor input = at::randn({2, 6, 5, 7}) * 4, scale = at::randn({2, 6, 1, 1}) * 2;
  const auto near = [&](std::string_view activation, std::string_view gate, const at::Tensor& expected) {
    return at::allclose(ops::ActivationScale(input, scale, activation, gate), expected, 1e-6, 1e-6);
  };
  EXPECT_TRUE(near("hardswish", "hardsigmoid", at::hardswish(input) * at::hardsigmoid(scale)));
  EXPECT_TRUE(near("silu", "sigmoid", at::silu(input) * at::sigmoid(scale)));
  EXPECT_TRUE(near("relu", "none", at::relu(input) * scale));
  EXPECT_FALSE(near("none", "none", at::relu(input) * scale));
  const at::Tensor half = input.to(at::kHalf), expected = at::silu(input) * scale;
  EXPECT_TRUE(at::allclose(ops::ActivationScale(half, scale.view({2, 6}).to(at::kHalf), "silu", "none").to(at::kFloat),
                           expected, 3e-3, 3e-3));
}

TEST(ActivationScaleOperator, UnknownNames_AreRefused) {
  const at::Tensor input = at::randn({2, 6, 5, 7}), scale = at::randn({2, 6});
  EXPECT_THAT(ErrorOf([&] { ops::ActivationScale(input, scale, "gelu", "none"); }), HasSubstr("got gelu"));
  EXPECT_THAT(ErrorOf([&] { ops::ActivationScale(input, scale, "silu", "tanh"); }), HasSubstr("got tanh"));
  EXPECT_THAT(ErrorOf([&] { ops::ActivationScale(input, scale.t(), "silu", "none"); }), HasSubstr("scale is [2, 6]"));
}

TEST(BatchedNmsOperator, Kept_AreFilledUpBehindTheCount) {
  const at::Tensor boxes = at::tensor(std::vector<float>{0, 0, 10, 1, 1, 0, 11, 1, 20, 0, 30, 1}).view({3, 4});
  const auto [kept, count] =
      ops::BatchedNms(boxes, at::tensor(std::vector<float>{0.5f, 0.9f, 0.7f}), at::zeros({3}, at::kLong), 0.5);
  EXPECT_TRUE(at::equal(kept, at::tensor(std::vector<int64_t>{1, 2, -1})));
  EXPECT_EQ(count.item<int64_t>(), 2);
  EXPECT_EQ(ops::BatchedNms(at::zeros({0, 4}), at::zeros({0}), at::zeros({0}, at::kLong), 0.5).second.item<int64_t>(),
            0);
}

TEST(BatchedNmsOperator, WrongShapes_AreRefused) {
  const at::Tensor boxes = at::zeros({3, 4}), scores = at::zeros(3), classes = at::zeros({3}, at::kLong);
  EXPECT_THAT(ErrorOf([&] { ops::BatchedNms(boxes.t(), scores, classes, 0.5); }), HasSubstr("boxes is [n, 4]"));
  EXPECT_THAT(ErrorOf([&] { ops::BatchedNms(boxes, at::zeros(2), classes, 0.5); }), HasSubstr("scores is [3]"));
  EXPECT_THAT(ErrorOf([&] { ops::BatchedNms(boxes, scores, scores, 0.5); }), HasSubstr("classes is Long"));
}

TEST(RoiAlignOperator, ConstantMap_IsThatConstant) {
  const at::Tensor rois = at::tensor(std::vector<float>{0, 1, 1, 6, 6, 1, 2, 2, 4, 5}).view({2, 5});
  for (at::ScalarType type : {at::kFloat, at::kHalf, at::kBFloat16}) {
    const at::Tensor output = ops::RoiAlign(at::full({2, 3, 8, 9}, 2.5, type), rois.to(type), 1.0, 2, 3, 0, false);
    EXPECT_TRUE(at::equal(output, at::full({2, 3, 2, 3}, 2.5, type)));
  }
}

TEST(RoiAlignOperator, WrongArguments_AreRefused) {
  const at::Tensor maps = at::zeros({1, 3, 8, 9}), rois = at::zeros({2, 5});
  EXPECT_THAT(ErrorOf([&] {
                ops::RoiAlign(maps, at::zeros({2, 4}), 1.0, 2, 2, 0, false);
              }),
              HasSubstr("rois is [K, 5]"));
  EXPECT_THAT(ErrorOf([&] { ops::RoiAlign(maps, rois, 1.0, 0, 2, 0, false); }),
              HasSubstr("pooled size is 1 to 1024 each way, got 0 x 2"));
  EXPECT_THAT(ErrorOf([&] { ops::RoiAlign(maps, rois.to(at::kDouble), 1.0, 2, 2, 0, false); }),
              HasSubstr("rois is Float"));
  EXPECT_EQ(ops::RoiAlign(maps, at::zeros({0, 5}), 1.0, 2, 2, 0, false).sizes(), at::IntArrayRef({0, 3, 2, 2}));
}

TEST(SoftmaxAndTopKOperators, Rows_AreTheFrameworks) {
  at::manual_seed(3);
  const at::Tensor input = at::randn({4, 3, 1000});
  EXPECT_TRUE(at::allclose(ops::Softmax(input), at::softmax(input, -1), 1e-5, 1e-9));
  const auto [values, indices] = ops::TopK(input, 7);
  const auto [expected_values, expected_indices] = at::topk(input, 7);
  EXPECT_TRUE(at::equal(values, expected_values));
  EXPECT_TRUE(at::equal(indices, expected_indices));
  EXPECT_TRUE(at::allclose(ops::TopK(input, 7, /*softmax=*/true).first, at::softmax(input, -1).gather(-1, indices),
                           1e-5, 1e-9));
  EXPECT_EQ(ops::Softmax(at::zeros({0, 5})).sizes(), at::IntArrayRef({0, 5}));
  EXPECT_EQ(ops::TopK(at::zeros({0, 5}), 2).second.sizes(), at::IntArrayRef({0, 2}));
}

TEST(SoftmaxAndTopKOperators, WrongArguments_AreRefused) {
  EXPECT_THAT(ErrorOf([] { ops::Softmax(at::zeros({})); }), HasSubstr("got a scalar"));
  EXPECT_THAT(ErrorOf([] {
                ops::TopK(at::zeros({2, 5}), 6);
              }),
              HasSubstr("k is 1 to 128 and no more than the last dimension's size, got 6"));
  EXPECT_THAT(ErrorOf([] { ops::TopK(at::zeros({2, 500}), 129); }), HasSubstr("got 129"));
}

}  // namespace
}  // namespace assay
