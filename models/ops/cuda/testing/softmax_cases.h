// What the kernel's two tests, on the CPU's emulation and on a device, both hold it to.
#ifndef ASSAY_MODELS_OPS_CUDA_TESTING_SOFTMAX_CASES_H_
#define ASSAY_MODELS_OPS_CUDA_TESTING_SOFTMAX_CASES_H_

#include <vector>

#include "gtest/gtest.h"
#include "models/ops/cuda/softmax.h"
#include "models/ops/cuda/testing/buffer.h"

namespace assay {

struct SoftmaxCase {
  Rows rows;
  int64_t input_offset = 0, output_offset = 0;
  uint32_t most_shared = 100 * 1024;  // for the emulation
  std::vector<float> special = {};    // put into the rows in turn
};

template <typename T>
struct SoftmaxBuffers {
  Buffer<T> input, output;

  explicit SoftmaxBuffers(const SoftmaxCase& test)
      : input(test.rows.count * test.rows.length, test.input_offset),
        output(test.rows.count * test.rows.length, test.output_offset) {
    input.FillNormal(1, 3.0f, 4.0f);
    for (size_t i = 0; i < test.special.size(); ++i) {
      const int64_t place = (i * 37 + 5) % test.rows.length + i % test.rows.count * test.rows.length;
      input[place] = FromFloat<T>(test.special[i]);
    }
  }
};

// `run(test, buffers)` fills buffers.output and reports failures itself. Sums in another order, and the device's
// exponentials, are off by 1e-6, which is some 16 units of float32.
template <typename Run>
void ExpectEqualToCpu(const SoftmaxCase& test, const Run& run) {
  SCOPED_TRACE(testing::Message() << test.rows.count << " rows of " << test.rows.length << ", type "
                                  << static_cast<int>(test.rows.type) << ", offsets " << test.input_offset << " "
                                  << test.output_offset << ", shared " << test.most_shared);
  WithElementType(test.rows.type, [&](auto zero) {
    SoftmaxBuffers<decltype(zero)> buffers(test);
    Buffer<decltype(zero)> expected(buffers.output.count());
    ASSERT_TRUE(SoftmaxOnCpu(test.rows, buffers.input.data(), expected.data()));
    run(test, buffers);
    ExpectUnitsApart(buffers.output, expected, sizeof(zero) == 4 ? 16 : 1, 1e-30f);
    EXPECT_TRUE(buffers.output.GuardsHold());
  });
}

inline constexpr ElementType kAllTypes[] = {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16};

template <typename Run>
void TestSoftmaxLengths(const std::vector<int64_t>& lengths, const Run& run) {
  for (ElementType type : kAllTypes) {
    for (int64_t length : lengths) ExpectEqualToCpu({.rows = {3, length, type}}, run);
  }
}

template <typename Run>
void TestSoftmaxMisaligned(const Run& run) {
  for (ElementType type : kAllTypes) {
    for (int64_t offset : {1, 2, 3}) {
      ExpectEqualToCpu({{3, 1001, type}, offset, offset}, run);
      ExpectEqualToCpu({{2, 300, type}, 0, offset}, run);
      ExpectEqualToCpu({{2, 5, type}, offset, offset}, run);
    }
  }
}

template <typename Run>
void TestSoftmaxSpecialValues(const Run& run) {
  for (ElementType type : kAllTypes) {
    for (int64_t length : {3, 300}) {
      ExpectEqualToCpu({.rows = {2, length, type}, .special = {NAN}}, run);
      ExpectEqualToCpu({.rows = {2, length, type}, .special = {INFINITY}}, run);
      ExpectEqualToCpu({.rows = {2, length, type}, .special = {-INFINITY, -INFINITY, -INFINITY}}, run);
      ExpectEqualToCpu({.rows = {2, length, type}, .special = {60000.0f, -60000.0f}}, run);
    }
    // Nothing but -infinity, and a NaN among that.
    ExpectEqualToCpu({.rows = {1, 4, type}, .special = std::vector<float>(8, -INFINITY)}, run);
    ExpectEqualToCpu({.rows = {1, 4, type}, .special = {-INFINITY, -INFINITY, -INFINITY, NAN}}, run);
  }
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_TESTING_SOFTMAX_CASES_H_
