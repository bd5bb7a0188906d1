// What the kernel's two tests, on the CPU's emulation and on a device, both hold it to.
#ifndef ASSAY_MODELS_OPS_CUDA_TESTING_TOP_K_CASES_H_
#define ASSAY_MODELS_OPS_CUDA_TESTING_TOP_K_CASES_H_

#include <functional>
#include <vector>

#include "gtest/gtest.h"
#include "models/ops/cuda/testing/buffer.h"
#include "models/ops/cuda/top_k.h"

namespace assay {

struct TopKCase {
  Rows rows;
  int64_t k = 5;
  bool softmax = false;
  int64_t offset = 0;
  // The value of element i of all rows; empty: normal ones.
  std::function<float(int64_t)> value = nullptr;
};

template <typename T>
struct TopKBuffers {
  Buffer<T> input, values;
  Buffer<int64_t> indices;

  explicit TopKBuffers(const TopKCase& test)
      : input(test.rows.count * test.rows.length, test.offset),
        values(test.rows.count * test.k, 1),
        indices(test.rows.count * test.k, 1) {
    input.FillNormal(1, 0.0f, 4.0f);
    for (int64_t i = 0; test.value && i < input.count(); ++i) input[i] = FromFloat<T>(test.value(i));
  }
};

// `run(test, buffers)` fills buffers.values and indices and reports failures itself.
template <typename Run>
void ExpectEqualToCpu(const TopKCase& test, const Run& run) {
  SCOPED_TRACE(testing::Message() << test.rows.count << " rows of " << test.rows.length << ", k " << test.k << ", type "
                                  << static_cast<int>(test.rows.type) << ", offset " << test.offset);
  WithElementType(test.rows.type, [&](auto zero) {
    using T = decltype(zero);
    TopKBuffers<T> buffers(test);
    Buffer<T> values(buffers.values.count());
    Buffer<int64_t> indices(buffers.indices.count());
    ASSERT_TRUE(TopKOnCpu(test.rows, {.input = buffers.input.data(),
                                      .k = test.k,
                                      .softmax = test.softmax,
                                      .values = values.data(),
                                      .indices = indices.data()}));
    run(test, buffers);
    for (int64_t i = 0; i < indices.count(); ++i) ASSERT_EQ(buffers.indices[i], indices[i]) << "at " << i;
    ExpectUnitsApart(buffers.values, values, !test.softmax ? 0 : sizeof(T) == 4 ? 16 : 1, 0.0f);
    EXPECT_TRUE(buffers.values.GuardsHold());
    EXPECT_TRUE(buffers.indices.GuardsHold());
  });
}

template <typename Run>
void TestTopKShapes(const std::vector<int64_t>& lengths, const Run& run) {
  for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
    for (int64_t length : lengths) {
      for (int64_t k : {1, 5, 100, 128}) {
        if (k > length) continue;
        ExpectEqualToCpu({.rows = {2, length, type}, .k = k, .softmax = k == 5, .offset = k % 4}, run);
      }
    }
  }
}

// Ties throughout, NaN, infinities and zeros of both signs.
template <typename Run>
void TestTopKSpecialValues(const Run& run) {
  const float special[] = {NAN, -NAN, INFINITY, -INFINITY, 0.0f, -0.0f, 1.0f};
  for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
    for (int64_t length : {7, 1001, 6000}) {
      const int64_t k = std::min<int64_t>(length, 100);
      ExpectEqualToCpu(
          {.rows = {2, length, type}, .k = k, .offset = 1, .value = [&](int64_t i) { return special[i % 7]; }}, run);
      ExpectEqualToCpu({.rows = {2, length, type}, .k = k, .value = [](int64_t) { return 2.0f; }}, run);
      ExpectEqualToCpu({.rows = {1, length, type}, .k = k, .value = [](int64_t) { return -INFINITY; }}, run);
      ExpectEqualToCpu({.rows = {1, length, type}, .k = k, .value = [](int64_t i) { return static_cast<float>(i); }},
                       run);
      ExpectEqualToCpu({.rows = {1, length, type}, .k = k, .value = [](int64_t i) { return static_cast<float>(-i); }},
                       run);
    }
  }
}

// All large values before one thread in 32: more candidates than there is room for.
template <typename Run>
void TestTopKConcentratedValues(const Run& run) {
  for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16}) {
    const int64_t stride = 1024 * 16 / SizeOf(type);  // what a block's threads take in one turn
    ExpectEqualToCpu(
        {.rows = {1, 100000, type},
         .k = 128,
         .value = [=](int64_t i) { return static_cast<float>(i % stride < stride / 32 ? 1 + i % 7 : -(i % 5)); }},
        run);
  }
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_TESTING_TOP_K_CASES_H_
