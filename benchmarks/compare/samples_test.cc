#include "benchmarks/compare/samples.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(Median, OddEvenAndNothing_AreTheMiddle) {
  EXPECT_EQ(Median({3, 1, 2}), 2);
  EXPECT_EQ(Median({3, 1, 2, 10}), 2.5);
  EXPECT_EQ(Median({7}), 7);
  EXPECT_EQ(Median({}), 0);
}

TEST(Quantile, BetweenTwo_IsLinear) {
  EXPECT_DOUBLE_EQ(Quantile({3, 1, 2, 10}, 0.25), 1.75);
  EXPECT_EQ(Quantile({3, 1, 2, 10}, 0), 1);
  EXPECT_EQ(Quantile({3, 1, 2, 10}, 1), 10);
  EXPECT_EQ(Quantile({}, 0.5), 0);
}

TEST(Random, SameSeed_GivesTheSameNumbersEverywhere) {
  Random random(1);
  // splitmix64's own first outputs.
  EXPECT_EQ(random.Next(), 10451216379200822465u);
  EXPECT_EQ(random.Next(), 13757245211066428519u);
}

TEST(Random, Below_IsEvenAndInRange) {
  Random random(5);
  std::vector<int> counts(7);
  for (int i = 0; i < 70'000; ++i) ++counts.at(random.Below(7));
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
  EXPECT_EQ(random.Below(1), 0u);
}

TEST(ResampledMedians, ConstantRun_HasOneMedian) {
  Random random(1);
  EXPECT_EQ(ResampledMedians(std::vector<double>{2, 2, 2, 2}, 3, random), (std::vector<double>{2, 2, 2}));
  EXPECT_EQ(ResampledMedians(std::vector<double>{4}, 2, random), (std::vector<double>{4, 4}));
}

double Deviation(const std::vector<double>& values) {
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

// Of samples that hang on their neighbours a median is less sure than of the same ones shuffled.
TEST(ResampledMedians, SamplesThatDependOnTheirNeighbours_SpreadMore) {
  std::vector<double> run;
  for (int i = 0; i < 216; ++i) run.push_back(i / 36 % 2 == 0 ? 1 + 1e-4 * (i % 36) : 1.5 + 1e-4 * (i % 36));
  Random random(3);
  const double dependent = Deviation(ResampledMedians(run, 2000, random));
  std::vector<double> shuffled = run;
  for (size_t i = shuffled.size(); i > 1; --i) std::swap(shuffled[i - 1], shuffled[random.Below(i)]);
  // The stretches are the same; what they hold is not.
  std::vector<double> alternating;
  for (int i = 0; i < 108; ++i) {
    alternating.push_back(run[i % 36]);
    alternating.push_back(run[36 + i % 36]);
  }
  EXPECT_GT(dependent, 1.5 * Deviation(ResampledMedians(alternating, 2000, random)));
}

}  // namespace
}  // namespace assay
