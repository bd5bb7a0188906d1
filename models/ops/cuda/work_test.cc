#include "models/ops/cuda/work.h"

#include <cmath>

#include "gtest/gtest.h"

namespace assay {
namespace {

constexpr DeviceRates kRates = {.bytes_per_second = 100.0, .flops_per_second = 1000.0};

TEST(LimitSeconds, LongerTime_IsTheLimit) {
  EXPECT_EQ(LimitSeconds({.bytes = 200.0, .flops = 500.0}, kRates), 2.0);
  EXPECT_EQ(LimitSeconds({.bytes = 200.0, .flops = 5000.0}, kRates), 5.0);
  EXPECT_EQ(LimitSeconds({}, kRates), 0.0);
}

TEST(LimitSeconds, UnknownRate_IsNoLimitThatCanBeReached) {
  EXPECT_TRUE(std::isinf(LimitSeconds({.bytes = 1.0}, {})));
  EXPECT_EQ(LimitSeconds({.bytes = 1.0}, {.bytes_per_second = 1.0}), 1.0);
}

}  // namespace
}  // namespace assay
