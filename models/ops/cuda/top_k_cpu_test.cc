#include <algorithm>
#include <cmath>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/ops/cuda/testing/top_k_cases.h"
#include "models/ops/cuda/top_k.h"

namespace assay {
namespace {

using testing::ElementsAre;

std::vector<int64_t> IndicesOf(const std::vector<float>& row, int64_t k) {
  std::vector<float> values(k);
  std::vector<int64_t> indices(k, -1);
  EXPECT_TRUE(TopKOnCpu({.length = static_cast<int64_t>(row.size())},
                        {.input = row.data(), .k = k, .values = values.data(), .indices = indices.data()}));
  for (int64_t i = 0; i < k; ++i) EXPECT_TRUE(SameBits(values[i], row[indices[i]]));
  return indices;
}

TEST(TopK, Largest_ComeFirst) { EXPECT_THAT(IndicesOf({1, 9, -3, 4, 7}, 3), ElementsAre(1, 4, 3)); }

TEST(TopK, EqualValues_AreInOrderOfTheirIndices) {
  EXPECT_THAT(IndicesOf({2, 5, 5, 2, 5}, 4), ElementsAre(1, 2, 4, 0));
  EXPECT_THAT(IndicesOf({-0.0f, 0.0f, -0.0f}, 3), ElementsAre(0, 1, 2));
}

TEST(TopK, Nan_IsTheGreatest) {
  EXPECT_THAT(IndicesOf({INFINITY, NAN, 3, -NAN, -INFINITY}, 5), ElementsAre(1, 3, 0, 2, 4));
}

TEST(TopK, Softmax_GivesProbabilities) {
  const std::vector<float> row = {1, 3, 2};
  float values[2];
  int64_t indices[2];
  ASSERT_TRUE(
      TopKOnCpu({.length = 3}, {.input = row.data(), .k = 2, .softmax = true, .values = values, .indices = indices}));
  EXPECT_FLOAT_EQ(values[0], 0.66524094f);
  EXPECT_FLOAT_EQ(values[1], 0.24472848f);
  EXPECT_EQ(indices[0], 1);
}

// In float64, from the definition: an element's place is the number of those that come before it.
template <typename T>
void ExpectPlaces(const TopKCase& test) {
  TopKBuffers<T> buffers(test);
  ASSERT_TRUE(TopKOnCpu(test.rows, {.input = buffers.input.data(),
                                    .k = test.k,
                                    .softmax = test.softmax,
                                    .values = buffers.values.data(),
                                    .indices = buffers.indices.data()}));
  for (int64_t row = 0; row < test.rows.count; ++row) {
    const T* start = buffers.input.data() + row * test.rows.length;
    double sum = 0.0;
    for (int64_t i = 0; i < test.rows.length; ++i) sum += std::exp(double{ToFloat(start[i])});
    for (int64_t place = 0; place < test.k; ++place) {
      const int64_t index = buffers.indices[row * test.k + place];
      const double value = ToFloat(start[index]);
      int64_t before = 0;
      for (int64_t i = 0; i < test.rows.length; ++i)
        before += ToFloat(start[i]) > value || (ToFloat(start[i]) == value && i < index);
      ASSERT_EQ(before, place);
      const double expected = test.softmax ? std::exp(value) / sum : value;
      const double units = sizeof(T) == 4 ? 2e-6 : std::is_same_v<T, Float16> ? 1.0 / 2048 : 1.0 / 256;
      ASSERT_NEAR(ToFloat(buffers.values[row * test.k + place]), expected, units * std::abs(expected));
    }
  }
}

TEST(TopK, EveryType_HasTheDefinitionsPlaces) {
  for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
    for (int64_t length : {1, 2, 100, 5000}) {
      for (bool softmax : {false, true}) {
        WithElementType(type, [&](auto zero) {
          ExpectPlaces<decltype(zero)>(
              {.rows = {2, length, type}, .k = std::min<int64_t>(length, 20), .softmax = softmax});
        });
      }
    }
  }
}

TEST(TopK, InvalidArguments_AreRefusedAndNothingIsWritten) {
  const float input[2] = {1.0f, 2.0f};
  float value = 7.0f;
  int64_t index = 7;
  const TopK valid = {.input = input, .k = 1, .values = &value, .indices = &index};
  TopK top = valid;
  top.k = 0;
  EXPECT_FALSE(TopKOnCpu({.length = 2}, top));
  top.k = 3;
  EXPECT_FALSE(TopKOnCpu({.length = 2}, top));
  top.k = kMostTopK + 1;
  EXPECT_FALSE(TopKOnCpu({.length = 1000}, top));
  top = valid, top.indices = nullptr;
  EXPECT_FALSE(TopKOnCpu({.length = 2}, top));
  top = valid, top.input = reinterpret_cast<const char*>(input) + 1;
  EXPECT_FALSE(TopKOnCpu({.length = 1}, top));
  EXPECT_FALSE(TopKOnCpu({.length = 0}, valid));
  EXPECT_EQ(value, 7.0f);
  EXPECT_EQ(index, 7);
  EXPECT_TRUE(TopKOnCpu({.count = 0, .length = 2}, valid));
}

TEST(TopKWork, Bytes_AreTheRowOnceAndTheAnswer) {
  EXPECT_EQ(TopKWork({64, 1000, ElementType::kFloat16}, 5).bytes, 64 * (2000 + 50));
}

}  // namespace
}  // namespace assay
