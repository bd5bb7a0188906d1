#include "benchmarks/measure/limit.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

constexpr Ceilings kMachine = {.bytes_per_second = 100, .flops_per_second = 1000};

TEST(LimitOf, TheSlowerOfTheTwo_IsTheLimit) {
  const auto memory = LimitOf({.bytes = 200, .flops = 1000}, kMachine, Column::kCold);
  EXPECT_EQ(memory->seconds, 2);
  EXPECT_EQ(memory->by, "memory");
  const auto compute = LimitOf({.bytes = 200, .flops = 5000}, kMachine, Column::kCold);
  EXPECT_EQ(compute->seconds, 5);
  EXPECT_EQ(compute->by, "compute");
}

TEST(LimitOf, HotRows_AreNotLimitedByMemory) {
  EXPECT_FALSE(LimitOf({.bytes = 200}, kMachine, Column::kHot).has_value());
  EXPECT_EQ(LimitOf({.bytes = 200, .flops = 1000}, kMachine, Column::kHot)->seconds, 1);
}

TEST(LimitOf, NothingDeclaredOrKnown_IsNoLimit) {
  EXPECT_FALSE(LimitOf({}, kMachine, Column::kCold).has_value());
  EXPECT_FALSE(LimitOf({.bytes = 1, .flops = 1}, {}, Column::kCold).has_value());
}

TEST(IsFasterThanLimit, MoreThanTheCeilingsError_IsAnError) {
  const Limit limit = {.seconds = 2};
  EXPECT_TRUE(IsFasterThanLimit(1.89, limit));
  EXPECT_FALSE(IsFasterThanLimit(1.91, limit));
  EXPECT_FALSE(IsFasterThanLimit(3, limit));
}

}  // namespace
}  // namespace assay
