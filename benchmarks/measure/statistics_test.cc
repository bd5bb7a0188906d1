#include "benchmarks/measure/statistics.h"

#include <algorithm>
#include <numeric>
#include <random>

#include "gtest/gtest.h"

namespace assay {
namespace {

std::vector<double> OneTo(int n) {
  std::vector<double> samples(n);
  std::iota(samples.begin(), samples.end(), 1.0);
  return samples;
}

TEST(Median, OddEvenAndNone) {
  EXPECT_EQ(Median({}), 0);
  EXPECT_EQ(Median({3}), 3);
  EXPECT_EQ(Median({1, 2, 9}), 2);
  EXPECT_EQ(Median({1, 2, 4, 9}), 3);
}

TEST(MedianInterval, TextbooksRanks) {
  EXPECT_FALSE(MedianInterval(OneTo(5)).has_value()) << "1 - 2/32 is less than 0.95";
  EXPECT_EQ(MedianInterval(OneTo(6))->low, 1);
  EXPECT_EQ(MedianInterval(OneTo(6))->high, 6);
  EXPECT_EQ(MedianInterval(OneTo(10))->low, 2);
  EXPECT_EQ(MedianInterval(OneTo(10))->high, 9);
  EXPECT_EQ(MedianInterval(OneTo(100))->low, 40);
  EXPECT_EQ(MedianInterval(OneTo(100))->high, 61);
  EXPECT_NEAR(MedianInterval(OneTo(100000))->low, 50000 - 1.96 * 158.1, 2) << "the normal approximation's";
}

TEST(MedianInterval, SkewedSamples_AreCoveredAsPromised) {
  std::mt19937 random(1);
  std::lognormal_distribution<double> times(0, 1);  // whose median is 1
  int covered = 0;
  constexpr int kTrials = 4000;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> samples(25);
    for (double& sample : samples) sample = times(random);
    std::sort(samples.begin(), samples.end());
    const Interval interval = *MedianInterval(samples);
    covered += interval.low <= 1 && 1 <= interval.high ? 1 : 0;
  }
  EXPECT_GE(covered, 0.95 * kTrials - 2 * 14);
  EXPECT_LE(covered, 0.98 * kTrials) << "an interval that is too wide is no help";
}

TEST(MedianNoise, IsHalfTheWidthOverTheMedian) {
  EXPECT_FALSE(MedianNoise(OneTo(5)).has_value());
  EXPECT_DOUBLE_EQ(*MedianNoise(OneTo(10)), (9 - 2) / 2.0 / 5.5);
  EXPECT_FALSE(MedianNoise(std::vector<double>(10, 0.0)).has_value()) << "a clock that stands still";
}

TEST(SamplesFor, WilksNumbers) {
  EXPECT_EQ(SamplesFor(0.90), 38u);
  EXPECT_EQ(SamplesFor(0.95), 93u);
  EXPECT_EQ(SamplesFor(0.99), 662u);
}

TEST(Percentile, TooFewSamples_GiveNone) {
  EXPECT_FALSE(Percentile(OneTo(661), 0.99).has_value());
  EXPECT_EQ(Percentile(OneTo(662), 0.99), 656);
  EXPECT_EQ(Percentile(OneTo(100), 0.9), 90);
  EXPECT_FALSE(Percentile({}, 0.9).has_value());
}

}  // namespace
}  // namespace assay
