// The kernel, run on the CPU, against its twin.
#include "models/ops/cuda/activation_scale_kernel.cuh"
// Above all else: the device's language.
#include "gtest/gtest.h"
#include "models/ops/cuda/testing/activation_scale_cases.h"
#include "models/ops/cuda/testing/emulate_channelwise.h"

namespace assay {
namespace {

constexpr auto kEmulate = [](const ActivationScaleCase& test, auto& buffers) {
  using T = std::remove_reference_t<decltype(buffers.input[0])>;
  const ChannelwiseGeometry geometry = MakeGeometry(test.maps, ParametersOf::kImageAndChannel);
  const ChannelwiseTensors<T> tensors = {buffers.input.data(), nullptr, buffers.output.data()};
  const absl::Status ran = WithActivation(test.activation, [&](auto activation) {
    const ActivationScaleOperation<T, decltype(activation)::value> operation = {buffers.scale.data(), test.gate};
    return EmulateChannelwise<false>(geometry, tensors, operation, test.per_thread);
  });
  ASSERT_TRUE(ran.ok()) << ran;
};

TEST(ActivationScaleKernel, EveryVariant_EqualsTheCpu) { TestActivationScaleVariants(0, kEmulate); }

TEST(ActivationScaleKernel, OddShapesAndPointers_EqualTheCpu) { TestActivationScaleShapes(0, kEmulate); }

TEST(ActivationScaleKernel, SeveralVectorsAThread_EqualTheCpu) {
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    for (uint32_t per_thread : {2, 5, 8}) {
      ActivationScaleCase test = {{3, 24, 19, 31, layout, ElementType::kFloat16}};
      test.per_thread = per_thread;
      ExpectEqualToCpu(test, 0, kEmulate);
    }
  }
}

}  // namespace
}  // namespace assay
