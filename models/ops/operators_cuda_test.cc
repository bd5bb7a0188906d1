// The operators on a device against themselves on the CPU. Needs a device: it fails where there is none.
#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/randn_like.h>
#include <c10/core/InferenceMode.h>

#include <functional>
#include <vector>

#include "gtest/gtest.h"
#include "models/ops/operators.h"

namespace assay {
namespace {

using Tensors = std::vector<at::Tensor>;
using Operator = std::function<Tensors(const Tensors&)>;

// `exact`: bit for bit; else as near as the device's exponentials and fused operations are.
void ExpectEqualToCpu(const Tensors& inputs, bool exact, const Operator& run) {
  c10::InferenceMode inference;
  Tensors on_device;
  for (const at::Tensor& input : inputs) on_device.push_back(input.to(at::kCUDA));
  const Tensors expected = run(inputs), outputs = run(on_device);
  ASSERT_EQ(outputs.size(), expected.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    EXPECT_TRUE(outputs[i].is_cuda());
    EXPECT_EQ(outputs[i].strides(), expected[i].strides());
    const at::Tensor output = outputs[i].to(at::kCPU);
    const double tolerance = expected[i].scalar_type() == at::kFloat ? 1e-5 : 1e-2;
    EXPECT_TRUE(exact ? at::equal(output, expected[i]) : at::allclose(output, expected[i], tolerance, 1e-6))
        << "output " << i;
  }
}

at::Tensor Maps(at::ScalarType type, at::MemoryFormat format) {
  return at::randn({3, 40, 15, 17}).to(type).contiguous(format);
}

template <typename Use>
void ForEachKindOfMaps(const Use& use) {
  at::manual_seed(0);
  for (at::ScalarType type : {at::kFloat, at::kHalf, at::kBFloat16}) {
    for (at::MemoryFormat format : {at::MemoryFormat::Contiguous, at::MemoryFormat::ChannelsLast})
      use(Maps(type, format));
  }
}

TEST(OperatorsCuda, Maps_EqualTheCpu) {
  ForEachKindOfMaps([](const at::Tensor& maps) {
    ExpectEqualToCpu({maps, at::randn(40), at::randn(40), at::randn_like(maps)}, /*exact=*/true, [](const Tensors& in) {
      return Tensors{ops::FrozenBatchNormAddRelu(in[0], in[1], in[2], in[3])};
    });
    ExpectEqualToCpu({maps, at::randn({3, 40}).to(maps.scalar_type())}, /*exact=*/false,
                     [](const Tensors& in) { return Tensors{ops::ActivationScale(in[0], in[1], "silu", "sigmoid")}; });
    const at::Tensor corner = at::rand({9, 2}) * 12;
    const at::Tensor rois = at::cat({at::randint(3, {9, 1}).to(at::kFloat), corner, corner + at::rand({9, 2}) * 9}, 1);
    ExpectEqualToCpu({maps, rois}, /*exact=*/false,
                     [](const Tensors& in) { return Tensors{ops::RoiAlign(in[0], in[1], 1.0, 3, 2, 0, true)}; });
  });
}

TEST(OperatorsCuda, Boxes_EqualTheCpu) {
  at::manual_seed(1);
  for (int64_t count : {0, 1, 1000, 3000}) {
    const at::Tensor corner = at::rand({count, 2}) * 100;
    const at::Tensor boxes = at::cat({corner, corner + at::rand({count, 2}) * 30}, 1);
    ExpectEqualToCpu({boxes, at::rand(count), at::randint(3, {count})}, /*exact=*/true, [](const Tensors& in) {
      const auto [kept, left] = ops::BatchedNms(in[0], in[1], in[2], 0.5);
      return Tensors{kept, left};
    });
  }
}

TEST(OperatorsCuda, Rows_EqualTheCpu) {
  at::manual_seed(2);
  for (int64_t length : {10, 1000, 100000}) {
    ExpectEqualToCpu({at::randn({3, length})}, /*exact=*/false,
                     [](const Tensors& in) { return Tensors{ops::Softmax(in[0])}; });
    ExpectEqualToCpu({at::randn({3, length})}, /*exact=*/true, [](const Tensors& in) {
      const auto [values, indices] = ops::TopK(in[0], 7);
      return Tensors{values, indices};
    });
  }
}

TEST(OperatorsCuda, ResidualOnTheCpu_IsRefused) {
  const at::Tensor maps = at::randn({1, 2, 3, 3}).to(at::kCUDA), two = at::randn(2).to(at::kCUDA);
  EXPECT_THROW(ops::FrozenBatchNormAddRelu(maps, two, two, at::randn({1, 2, 3, 3})), c10::Error);
}

}  // namespace
}  // namespace assay
