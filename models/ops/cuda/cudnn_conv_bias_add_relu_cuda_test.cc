// cuDNN's kernel against the twin on the CPU. Needs a device: it fails where there is none.
#include <cuda_runtime.h>

#include <cmath>

#include "gtest/gtest.h"
#include "models/ops/cuda/cudnn_conv_bias_add_relu.h"
#include "models/ops/cuda/testing/device_copy.h"

namespace assay {
namespace {

template <typename T>
void ExpectNearCpu(const Convolution& c) {
  const int64_t outputs = c.images * c.output_height() * c.output_width() * c.filters;
  Buffer<T> input(c.images * c.height * c.width * c.channels), bias(c.filters);
  Buffer<T> weight(c.filters * c.kernel_height * c.kernel_width * c.channels);
  Buffer<T> residual(outputs), output(outputs), expected(outputs);
  const float products = static_cast<float>(c.channels * c.kernel_height * c.kernel_width);
  input.FillNormal(1), weight.FillNormal(2, 0.0f, 1.0f / std::sqrt(products)), bias.FillNormal(3),
      residual.FillNormal(4);
  ASSERT_TRUE(ConvBiasAddReluOnCpu(c, {input.data(), weight.data(), bias.data(), residual.data(), expected.data()}));
  auto fused = CudnnConvBiasAddRelu::Create(c);
  ASSERT_TRUE(fused.ok()) << fused.status();
  DeviceCopy on_device(input), weights(weight), biases(bias), residuals(residual), outputs_on_device(output);
  void* workspace = nullptr;
  ASSERT_EQ(cudaMalloc(&workspace, (*fused)->workspace_bytes() + 1), cudaSuccess);
  const absl::Status ran =
      (*fused)->Run({on_device.data(), weights.data(), biases.data(), residuals.data(), outputs_on_device.data()},
                    workspace, nullptr);
  ASSERT_TRUE(ran.ok()) << ran;
  ASSERT_EQ(outputs_on_device.CopyTo(output), cudaSuccess);
  cudaFree(workspace);
  // Values around 1: float32's sums, or TF32's products (a float32 convolution may take the tensor cores), then T's
  // rounding.
  const float unit = std::is_same_v<T, BFloat16> ? 1.0f / 128 : 1.0f / 1024;
  for (int64_t i = 0; i < outputs; ++i) {
    ASSERT_NEAR(ToFloat(output[i]), ToFloat(expected[i]), unit * (2.0f + std::abs(ToFloat(expected[i])))) << i;
  }
  EXPECT_TRUE(output.GuardsHold());
}

TEST(CudnnConvBiasAddReluCuda, BlocksOfAResNet_AreNearTheCpu) {
  for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
    for (bool relu : {false, true}) {
      Convolution three = {.images = 2,
                           .channels = 64,
                           .height = 14,
                           .width = 14,
                           .filters = 32,
                           .kernel_height = 3,
                           .kernel_width = 3,
                           .padding = 1,
                           .type = type,
                           .relu = relu};
      WithElementType(type, [&](auto zero) { ExpectNearCpu<decltype(zero)>(three); });
      three.stride = 2;
      WithElementType(type, [&](auto zero) { ExpectNearCpu<decltype(zero)>(three); });
      const Convolution one = {
          .images = 2, .channels = 64, .height = 7, .width = 7, .filters = 256, .type = type, .relu = relu};
      WithElementType(type, [&](auto zero) { ExpectNearCpu<decltype(zero)>(one); });
    }
  }
}

}  // namespace
}  // namespace assay
