// What cuDNN's graph says of a convolution before it needs a device. Runs anywhere.
#include <cuda_runtime.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/ops/cuda/cudnn_conv_bias_add_relu.h"

namespace assay {
namespace {

using testing::HasSubstr;

constexpr Convolution kBlock = {.images = 32,
                                .channels = 64,
                                .height = 56,
                                .width = 56,
                                .filters = 128,
                                .kernel_height = 3,
                                .kernel_width = 3,
                                .padding = 1,
                                .stride = 2};

TEST(CudnnConvBiasAddRelu, Graph_InfersOurShape) {
  for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
    for (int variant = 0; variant < 4; ++variant) {
      Convolution convolution = kBlock;
      convolution.type = type, convolution.add = (variant & 1) != 0, convolution.relu = (variant & 2) != 0;
      EXPECT_TRUE(CudnnConvBiasAddRelu::Validate(convolution).ok()) << CudnnConvBiasAddRelu::Validate(convolution);
    }
  }
  for (int64_t stride : {1, 2, 3}) {
    for (int64_t dilation : {1, 2}) {
      Convolution convolution = kBlock;
      convolution.stride = stride, convolution.dilation = dilation, convolution.height = 41, convolution.padding = 2;
      EXPECT_TRUE(CudnnConvBiasAddRelu::Validate(convolution).ok()) << CudnnConvBiasAddRelu::Validate(convolution);
    }
  }
}

TEST(CudnnConvBiasAddRelu, WhatIsNoConvolution_IsRefused) {
  Convolution convolution = kBlock;
  convolution.channels = 0;
  const absl::Status status = CudnnConvBiasAddRelu::Create(convolution).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("at least 1, got 0"));
}

TEST(CudnnConvBiasAddRelu, NoDevice_IsAFailedPrecondition) {
  int devices = 0;
  if (cudaGetDeviceCount(&devices) == cudaSuccess && devices > 0) {
    EXPECT_TRUE(CudnnConvBiasAddRelu::Create(kBlock).ok());
    return;
  }
  const absl::Status status = CudnnConvBiasAddRelu::Create(kBlock).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("check nvidia-smi"));
}

}  // namespace
}  // namespace assay
