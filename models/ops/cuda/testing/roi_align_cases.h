// What the kernels' two tests, on the CPU's emulation and on a device, both hold them to.
#ifndef ASSAY_MODELS_OPS_CUDA_TESTING_ROI_ALIGN_CASES_H_
#define ASSAY_MODELS_OPS_CUDA_TESTING_ROI_ALIGN_CASES_H_

#include <random>

#include "gtest/gtest.h"
#include "models/ops/cuda/roi_align.h"
#include "models/ops/cuda/testing/buffer.h"

namespace assay {

struct RoiAlignCase {
  FeatureMaps maps;
  RoiAlign align;  // without its pointers
  int64_t input_offset = 0, output_offset = 0;
  bool odd_rois = false;  // outside of the map, inside out, of no image, not finite
};

// Regions of all sizes, up to a bit beyond the map.
inline void FillRois(const RoiAlignCase& test, Buffer<float>* rois) {
  std::mt19937 random(7);
  const auto uniform = [&](float low, float high) { return std::uniform_real_distribution<float>(low, high)(random); };
  const float width = static_cast<float>(test.maps.width) / test.align.spatial_scale;
  const float height = static_cast<float>(test.maps.height) / test.align.spatial_scale;
  for (int64_t i = 0; i < rois->count() / 5; ++i) {
    const float x = uniform(-0.1f, 1.0f) * width, y = uniform(-0.1f, 1.0f) * height;
    const float roi[5] = {static_cast<float>(random() % test.maps.images), x, y, x + uniform(0.0f, 0.8f) * width,
                          y + uniform(0.0f, 0.8f) * height};
    for (int k = 0; k < 5; ++k) (*rois)[i * 5 + k] = roi[k];
  }
  if (!test.odd_rois) return;
  const float odd[] = {-1.0f, 100.0f, NAN, INFINITY, -INFINITY, 1e30f, -50.0f, 0.0f};
  for (int64_t i = 0; i < rois->count(); ++i) {
    if (i % 7 == 1) (*rois)[i] = odd[i / 7 % 8];
  }
}

template <typename T>
struct RoiAlignBuffers {
  Buffer<T> input, output;
  Buffer<float> rois;

  explicit RoiAlignBuffers(const RoiAlignCase& test)
      : input(test.maps.count(), test.input_offset),
        output(test.align.count * test.maps.channels * test.align.pooled_height * test.align.pooled_width,
               test.output_offset),
        rois(test.align.count * 5, 1) {
    input.FillNormal(1);
    FillRois(test, &rois);
  }
};

// `run(test, buffers)` fills buffers.output and reports failures itself. `rounding`: what fused operations may change,
// of values around 1.
template <typename Run>
void ExpectEqualToCpu(const RoiAlignCase& test, float rounding, const Run& run) {
  const FeatureMaps& maps = test.maps;
  SCOPED_TRACE(testing::Message() << maps.images << "x" << maps.channels << "x" << maps.height << "x" << maps.width
                                  << (maps.layout == Layout::kNhwc ? " NHWC" : " NCHW") << ", type "
                                  << static_cast<int>(maps.type) << ", ratio " << test.align.sampling_ratio);
  WithElementType(maps.type, [&](auto zero) {
    RoiAlignBuffers<decltype(zero)> buffers(test);
    Buffer<decltype(zero)> expected(buffers.output.count());
    RoiAlign align = test.align;
    align.input = buffers.input.data(), align.rois = buffers.rois.data(), align.output = expected.data();
    ASSERT_TRUE(RoiAlignOnCpu(maps, align));
    run(test, buffers);
    ExpectUnitsApart(buffers.output, expected, rounding == 0.0f ? 0 : 1, rounding);
    EXPECT_TRUE(buffers.output.GuardsHold());
  });
}

template <typename Run>
void TestRoiAlignVariants(float rounding, const Run& run) {
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
      for (int64_t ratio : {0, 1, 2, 3}) {
        for (bool aligned : {false, true}) {
          RoiAlign align = {.count = 6, .pooled_height = 7, .pooled_width = 5, .spatial_scale = 0.25f};
          align.sampling_ratio = ratio, align.aligned = aligned;
          ExpectEqualToCpu({.maps = {2, 24, 20, 31, layout, type}, .align = align}, rounding, run);
        }
      }
    }
  }
}

template <typename Run>
void TestRoiAlignShapes(float rounding, const Run& run) {
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    for (int64_t channels : {1, 3, 8, 13, 40, 300}) {
      for (int64_t pooled : {1, 2, 17}) {
        RoiAlign align = {.count = 3, .pooled_height = pooled, .pooled_width = pooled, .sampling_ratio = 2};
        ExpectEqualToCpu({.maps = {2, channels, 9, 11, layout, ElementType::kFloat16}, .align = align}, rounding, run);
        ExpectEqualToCpu({{1, channels, 1, 1, layout}, align, /*input_offset=*/1, /*output_offset=*/3}, rounding, run);
      }
    }
  }
}

template <typename Run>
void TestRoiAlignOddRois(float rounding, const Run& run) {
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    for (bool aligned : {false, true}) {
      for (int64_t ratio : {0, 2}) {
        RoiAlign align = {
            .count = 40, .pooled_height = 2, .pooled_width = 3, .sampling_ratio = ratio, .aligned = aligned};
        ExpectEqualToCpu({.maps = {2, 5, 9, 11, layout}, .align = align, .odd_rois = true}, rounding, run);
      }
    }
  }
}

// Regions whose samples do not fit into the kernels' tables.
template <typename Run>
void TestRoiAlignManySamples(float rounding, const Run& run) {
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    RoiAlign align = {.count = 2, .pooled_height = 3, .pooled_width = 40, .sampling_ratio = 26};
    ExpectEqualToCpu({.maps = {1, 3, 9, 11, layout}, .align = align}, rounding, run);
  }
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_TESTING_ROI_ALIGN_CASES_H_
