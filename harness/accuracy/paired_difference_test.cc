#include "harness/accuracy/paired_difference.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

PairedCounts Counts(int64_t won, int64_t lost, int64_t images) {
  return {.both = images - won - lost, .only_old = lost, .only_new = won};
}

void ExpectInterval(const Interval& interval, double low, double high) {
  EXPECT_NEAR(interval.low, low, 1e-9);
  EXPECT_NEAR(interval.high, high, 1e-9);
}

// The definition integrated by scipy 1.17's quad over its beta and binomial distributions.
TEST(PairedDifference, Counts_EqualTheDefinitionByScipy) {
  ExpectInterval(PairedDifference(Counts(40, 12, 1000)), 0.012940577968, 0.043579696712);
  ExpectInterval(PairedDifference(Counts(1, 0, 44)), -0.065818771145, 0.120241582206);
  ExpectInterval(PairedDifference(Counts(3, 9, 360)), -0.040271907929, 0.004991237293);
  ExpectInterval(PairedDifference(Counts(5, 2, 449)), -0.007673025683, 0.022333471294);
  ExpectInterval(PairedDifference(Counts(0, 11, 449)), -0.043411789257, -0.008025262223);
  ExpectInterval(PairedDifference(Counts(1000, 900, 50'000)), 0.000271550112, 0.003729989341);
  ExpectInterval(PairedDifference(Counts(2000, 4000, 996'000)), -0.002161739437, -0.001854633159);
  ExpectInterval(PairedDifference(Counts(0, 30, 30)), -1, -0.735114954771);
  ExpectInterval(PairedDifference(Counts(7, 7, 20)), -0.394888434306, 0.394888434306);
  ExpectInterval(PairedDifference(Counts(30, 1, 40)), 0.476096355670, 0.862872334325);
}

TEST(PairedDifference, ModelsThatNeverDiffer_KeepAWidth) {
  const double edge = 1 - std::pow(0.025, 1.0 / 449);
  ExpectInterval(PairedDifference(Counts(0, 0, 449)), -edge, edge);
  ExpectInterval(PairedDifference({}), -1, 1);
}

// Tango's interval of 5 : 0 of 449 leaves out 0, while the test gives 0.0625.
TEST(PairedDifference, Interval_LeavesOutNoDifferenceExactlyWhereTheTestDoes) {
  for (int64_t won = 0; won <= 20; ++won) {
    for (int64_t lost = 0; lost <= 20; ++lost) {
      for (const double alpha : {0.05, 0.01}) {
        const PairedCounts counts = Counts(won, lost, 449);
        const Interval interval = PairedDifference(counts, 1 - alpha);
        EXPECT_EQ(interval.low > 0 || interval.high < 0, McNemarExact(counts) < alpha) << won << " : " << lost;
        EXPECT_LE(interval.low, static_cast<double>(won - lost) / 449);
      }
    }
  }
}

TEST(PairedDifference, OppositeQuestion_HasTheOppositeAnswer) {
  const Interval one = PairedDifference(Counts(9, 4, 200)), other = PairedDifference(Counts(4, 9, 200));
  EXPECT_DOUBLE_EQ(one.low, -other.high);
  EXPECT_DOUBLE_EQ(one.high, -other.low);
}

// By enumeration: all outcomes of 20 images, with their probabilities under many truths.
TEST(PairedDifference, Truth_LiesInTheIntervalAtLeastAsOftenAsPromised) {
  constexpr int kImages = 20;
  struct Outcome {
    int won = 0, lost = 0;
    Interval interval = {};
  };
  std::vector<Outcome> outcomes;
  for (int won = 0; won <= kImages; ++won) {
    for (int lost = 0; won + lost <= kImages; ++lost)
      outcomes.push_back({won, lost, PairedDifference(Counts(won, lost, kImages))});
  }
  double least = 1;
  for (double flipped = 0.02; flipped < 1; flipped += 0.07) {
    for (double share = 0.025; share < 1; share += 0.05) {
      const double truth = flipped * (2 * share - 1);
      double covered = 0;
      for (const Outcome& outcome : outcomes) {
        if (truth < outcome.interval.low || truth > outcome.interval.high) continue;
        const int rest = kImages - outcome.won - outcome.lost;
        const double ways = std::lgamma(kImages + 1) - std::lgamma(outcome.won + 1) - std::lgamma(outcome.lost + 1) -
                            std::lgamma(rest + 1);
        covered += std::exp(ways + outcome.won * std::log(flipped * share) +
                            outcome.lost * std::log(flipped * (1 - share)) + rest * std::log(1 - flipped));
      }
      least = std::min(least, covered);
    }
  }
  EXPECT_GE(least, 0.95);
  EXPECT_LE(least, 0.98) << "an interval that is always right says nothing";
}

}  // namespace
}  // namespace assay
