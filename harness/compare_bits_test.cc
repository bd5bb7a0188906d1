#include "harness/compare_bits.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace assay {
namespace {

NamedTensors Sample() { return {{"weight", at::ones({2, 3})}, {"steps", at::arange(3)}, {"gradient", at::Tensor()}}; }

TEST(FirstBitDifference, EqualTensors_HaveNone) { EXPECT_EQ(FirstBitDifference(Sample(), Sample()), ""); }

TEST(FirstBitDifference, LastBitOfOneElement_IsNamedWithAllDigits) {
  NamedTensors other = Sample();
  other[0].second[1][2] = std::nextafter(1.0f, 2.0f);
  EXPECT_EQ(FirstBitDifference(Sample(), other),
            "weight at [1, 2]: 1 in the old, 1.0000001 in the new; 1 of 3 tensors differ");
}

TEST(FirstBitDifference, DoublesAndIntegers_AreNamedWithAllDigits) {
  const double next = std::nextafter(0.1, 1.0);
  EXPECT_EQ(FirstBitDifference({{"x", at::full({}, 0.1, at::kDouble)}}, {{"x", at::full({}, next, at::kDouble)}}),
            "x: 0.1 in the old, 0.10000000000000002 in the new; 1 of 1 tensors differ");
  NamedTensors other = Sample();
  other[1].second[1] = 7;
  EXPECT_EQ(FirstBitDifference(Sample(), other), "steps at [1]: 1 in the old, 7 in the new; 1 of 3 tensors differ");
}

TEST(FirstBitDifference, SeveralTensors_AreCounted) {
  NamedTensors other = Sample();
  other[0].second[0][0] = 2;
  other[1].second[0] = 2;
  EXPECT_EQ(FirstBitDifference(Sample(), other), "weight at [0, 0]: 1 in the old, 2 in the new; 2 of 3 tensors differ");
}

TEST(FirstBitDifference, SignOfZero_Counts) {
  EXPECT_EQ(FirstBitDifference({{"x", at::zeros({1})}}, {{"x", -at::zeros({1})}}),
            "x at [0]: 0 in the old, -0 in the new; 1 of 1 tensors differ");
}

TEST(FirstBitDifference, NaN_EqualsItselfAlone) {
  const at::Tensor nan = at::full({1}, std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(FirstBitDifference({{"x", nan}}, {{"x", nan.clone()}}), "");
  EXPECT_NE(FirstBitDifference({{"x", nan}}, {{"x", at::zeros({1})}}), "");
}

TEST(FirstBitDifference, OtherShapeOrType_IsNamed) {
  EXPECT_EQ(FirstBitDifference({{"x", at::ones({2, 3})}}, {{"x", at::ones({3, 2})}}),
            "x: Float [2, 3] in the old, Float [3, 2] in the new; 1 of 1 tensors differ");
  EXPECT_EQ(FirstBitDifference({{"x", at::ones({1})}}, {{"x", at::ones({1}, at::kDouble)}}),
            "x: Float [1] in the old, Double [1] in the new; 1 of 1 tensors differ");
}

TEST(FirstBitDifference, TensorOnOneSideAlone_IsNamed) {
  NamedTensors other = Sample();
  other[2].second = at::ones({1});
  EXPECT_EQ(FirstBitDifference(Sample(), other),
            "gradient: nothing in the old, Float [1] in the new; 1 of 3 tensors differ");
  NamedTensors fewer = Sample();
  fewer.pop_back();
  EXPECT_EQ(FirstBitDifference(Sample(), fewer), "3 tensors in the old, 2 in the new");
  EXPECT_EQ(FirstBitDifference({}, fewer), "0 tensors in the old, 2 in the new");
  NamedTensors renamed = Sample();
  renamed[1].first = "counts";
  EXPECT_EQ(FirstBitDifference(Sample(), renamed), "steps in the old, counts in the new");
}

TEST(FirstBitDifference, OtherLayoutOfTheSameValues_IsNone) {
  const at::Tensor values = at::arange(6).view({2, 3});
  EXPECT_EQ(FirstBitDifference({{"x", values}}, {{"x", values.t().contiguous().t()}}), "");
}

}  // namespace
}  // namespace assay
