// What the kernel's two tests, on the CPU's emulation and on a device, both hold it to.
#ifndef ASSAY_MODELS_OPS_CUDA_TESTING_FROZEN_BATCH_NORM_ADD_RELU_CASES_H_
#define ASSAY_MODELS_OPS_CUDA_TESTING_FROZEN_BATCH_NORM_ADD_RELU_CASES_H_

#include "gtest/gtest.h"
#include "models/ops/cuda/frozen_batch_norm_add_relu.h"
#include "models/ops/cuda/testing/buffer.h"

namespace assay {

struct FrozenBatchNormCase {
  FeatureMaps maps;
  bool add = true;
  bool relu = true;
  int64_t input_offset = 0, residual_offset = 0, output_offset = 0;
  uint32_t per_thread = 0;  // 0: the plan's
};

template <typename T>
struct FrozenBatchNormBuffers {
  Buffer<T> input, residual, output;
  Buffer<float> scale, shift;

  explicit FrozenBatchNormBuffers(const FrozenBatchNormCase& test)
      : input(test.maps.count(), test.input_offset),
        residual(test.maps.count(), test.residual_offset),
        output(test.maps.count(), test.output_offset),
        scale(test.maps.channels),
        shift(test.maps.channels) {
    input.FillNormal(1), residual.FillNormal(2), scale.FillNormal(3), shift.FillNormal(4);
    input.Sprinkle();
  }
};

// `run(test, buffers)` fills buffers.output and reports failures itself.
template <typename Run>
void ExpectEqualToCpu(const FrozenBatchNormCase& test, const Run& run) {
  const FeatureMaps& maps = test.maps;
  SCOPED_TRACE(testing::Message() << maps.images << "x" << maps.channels << "x" << maps.height << "x" << maps.width
                                  << (maps.layout == Layout::kNhwc ? " NHWC" : " NCHW") << ", type "
                                  << static_cast<int>(maps.type) << ", per thread " << test.per_thread << ", offsets "
                                  << test.input_offset << " " << test.residual_offset << " " << test.output_offset);
  WithElementType(maps.type, [&](auto zero) {
    FrozenBatchNormBuffers<decltype(zero)> buffers(test);
    Buffer<decltype(zero)> expected(maps.count());
    ASSERT_TRUE(FrozenBatchNormAddReluOnCpu(maps, {.input = buffers.input.data(),
                                                   .scale = buffers.scale.data(),
                                                   .shift = buffers.shift.data(),
                                                   .residual = test.add ? buffers.residual.data() : nullptr,
                                                   .relu = test.relu,
                                                   .output = expected.data()}));
    run(test, buffers);
    ExpectSameBits(buffers.output, expected);
    EXPECT_TRUE(buffers.output.GuardsHold());
  });
}

template <typename Run>
void TestFrozenBatchNormOddShapes(const Run& run) {
  const int64_t shapes[][4] = {{1, 1, 1, 1},  {1, 3, 1, 2},    {2, 5, 3, 3},  {3, 13, 7, 5},
                               {2, 64, 7, 7}, {1, 1031, 1, 3}, {5, 2, 17, 31}};
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
      for (const auto& shape : shapes) {
        const FeatureMaps maps = {shape[0], shape[1], shape[2], shape[3], layout, type};
        for (bool add : {false, true}) ExpectEqualToCpu({.maps = maps, .add = add, .relu = shape[1] != 5}, run);
      }
    }
  }
}

template <typename Run>
void TestFrozenBatchNormMisaligned(const Run& run) {
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
      const FeatureMaps maps = {.images = 2, .channels = 24, .height = 5, .width = 7, .layout = layout, .type = type};
      for (int64_t offset = 1; offset < 16 / SizeOf(type); ++offset) {
        ExpectEqualToCpu({maps, true, true, offset, offset, offset}, run);
      }
      ExpectEqualToCpu({maps, true, true, 1, 0, 0}, run);
      ExpectEqualToCpu({maps, true, true, 0, 1, 0}, run);
      ExpectEqualToCpu({maps, false, true, 0, 0, 1}, run);
    }
  }
}

template <typename Run>
void TestFrozenBatchNormFewElements(const Run& run) {
  for (int64_t count = 1; count < 20; ++count) {
    for (int64_t offset : {0, 1, 7}) {
      ExpectEqualToCpu({{1, 1, 1, count, Layout::kNchw, ElementType::kBFloat16}, true, true, offset, offset, offset},
                       run);
    }
  }
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_TESTING_FROZEN_BATCH_NORM_ADD_RELU_CASES_H_
