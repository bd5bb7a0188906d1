// What the kernel's two tests, on the CPU's emulation and on a device, both hold it to.
#ifndef ASSAY_MODELS_OPS_CUDA_TESTING_ACTIVATION_SCALE_CASES_H_
#define ASSAY_MODELS_OPS_CUDA_TESTING_ACTIVATION_SCALE_CASES_H_

#include "gtest/gtest.h"
#include "models/ops/cuda/activation_scale.h"
#include "models/ops/cuda/testing/buffer.h"

namespace assay {

struct ActivationScaleCase {
  FeatureMaps maps;
  MapActivation activation = MapActivation::kSilu;
  Gate gate = Gate::kSigmoid;
  int64_t input_offset = 0, output_offset = 0;
  uint32_t per_thread = 0;  // 0: the plan's
};

template <typename T>
struct ActivationScaleBuffers {
  Buffer<T> input, scale, output;

  explicit ActivationScaleBuffers(const ActivationScaleCase& test)
      : input(test.maps.count(), test.input_offset),
        scale(test.maps.images * test.maps.channels, 1),
        output(test.maps.count(), test.output_offset) {
    input.FillNormal(1, 0.0f, 4.0f), scale.FillNormal(2);
    input.Sprinkle();
  }
};

// `run(test, buffers)` fills buffers.output and reports failures itself; `units`: what the device's functions may be
// off.
template <typename Run>
void ExpectEqualToCpu(const ActivationScaleCase& test, int64_t units, const Run& run) {
  const FeatureMaps& maps = test.maps;
  SCOPED_TRACE(testing::Message() << maps.images << "x" << maps.channels << "x" << maps.height << "x" << maps.width
                                  << (maps.layout == Layout::kNhwc ? " NHWC" : " NCHW") << ", type "
                                  << static_cast<int>(maps.type) << ", activation " << static_cast<int>(test.activation)
                                  << ", gate " << static_cast<int>(test.gate) << ", per thread " << test.per_thread);
  WithElementType(maps.type, [&](auto zero) {
    ActivationScaleBuffers<decltype(zero)> buffers(test);
    Buffer<decltype(zero)> expected(maps.count());
    ASSERT_TRUE(ActivationScaleOnCpu(maps, {.input = buffers.input.data(),
                                            .activation = test.activation,
                                            .scale = buffers.scale.data(),
                                            .gate = test.gate,
                                            .output = expected.data()}));
    run(test, buffers);
    const bool exact = test.activation != MapActivation::kSilu && test.gate != Gate::kSigmoid;
    // Where exp overflows the device's fast division gives 0.
    ExpectUnitsApart(buffers.output, expected, exact ? 0 : units, exact || units == 0 ? 0.0f : 1e-35f);
    EXPECT_TRUE(buffers.output.GuardsHold());
  });
}

template <typename Run>
void TestActivationScaleVariants(int64_t units, const Run& run) {
  for (MapActivation activation :
       {MapActivation::kNone, MapActivation::kRelu, MapActivation::kHardswish, MapActivation::kSilu}) {
    for (Gate gate : {Gate::kNone, Gate::kSigmoid, Gate::kHardsigmoid}) {
      for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
        for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
          ExpectEqualToCpu({{3, 24, 7, 5, layout, type}, activation, gate}, units, run);
        }
      }
    }
  }
}

template <typename Run>
void TestActivationScaleShapes(int64_t units, const Run& run) {
  const int64_t shapes[][4] = {{1, 1, 1, 1},  {2, 3, 1, 2},    {5, 13, 3, 3},
                               {2, 72, 7, 7}, {2, 1031, 1, 3}, {3, 2, 17, 31}};
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16}) {
      for (const auto& shape : shapes) {
        for (int64_t offset : {0, 1, 3}) {
          const FeatureMaps maps = {shape[0], shape[1], shape[2], shape[3], layout, type};
          ExpectEqualToCpu({maps, MapActivation::kHardswish, Gate::kHardsigmoid, offset, offset}, units, run);
          ExpectEqualToCpu({maps, MapActivation::kSilu, Gate::kSigmoid, 0, offset}, units, run);
        }
      }
    }
  }
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_TESTING_ACTIVATION_SCALE_CASES_H_
