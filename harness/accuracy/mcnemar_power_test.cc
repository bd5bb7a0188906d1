#include "harness/accuracy/mcnemar_power.h"

#include <chrono>
#include <random>

#include "gtest/gtest.h"
#include "harness/accuracy/intervals.h"

namespace assay {
namespace {

// Summed over binom.pmf and binom.cdf of scipy 1.17.
TEST(McNemarPower, Counts_EqualScipysSums) {
  EXPECT_NEAR(McNemarPower(1222, 0.01, 7.0 / 449), 0.7767736008450885, 1e-11);
  EXPECT_NEAR(McNemarPower(391, 0.02, 0.02), 0.7944973662834448, 1e-11);
  EXPECT_NEAR(McNemarPower(2507, 0.01, 0.03), 0.8030078543834678, 1e-11);
  EXPECT_NEAR(McNemarPower(312, -0.05, 0.1), 0.7637933121323939, 1e-11);
  EXPECT_NEAR(McNemarPower(61, 0.3, 1), 0.6257136870787507, 1e-11);
}

// Six images on one side are what it takes.
TEST(McNemarPower, FewImages_HaveNone) {
  EXPECT_EQ(McNemarPower(5, 1, 1), 0);
  EXPECT_EQ(McNemarPower(6, 1, 1), 1);
  EXPECT_EQ(McNemarPower(0, 0.1, 0.2), 0);
  // No difference is called one side's win in at most half of alpha.
  EXPECT_LE(McNemarPower(10'000, 0, 0.05), 0.025);
  EXPECT_GT(McNemarPower(10'000, 0, 0.05), 0.02);
}

// Against the test itself, on data that are drawn.
TEST(McNemarPower, Simulation_SeesItAsOften) {
  struct Case {
    int images;
    double difference, discordance;
  };
  for (const Case& change : {Case{500, 0.03, 0.06}, Case{200, 0.1, 0.3}, Case{40, 0.5, 0.6}}) {
    constexpr int kRuns = 20'000;
    std::mt19937 generator(11);
    std::binomial_distribution<int> flipped(change.images, change.discordance);
    int seen = 0;
    for (int run = 0; run < kRuns; ++run) {
      const int differing = flipped(generator);
      std::binomial_distribution<int> better(differing, (1 + change.difference / change.discordance) / 2);
      const int won = better(generator), lost = differing - won;
      if (won > lost && McNemarExact({.only_old = lost, .only_new = won}) < 0.05) ++seen;
    }
    // Four standard errors.
    EXPECT_NEAR(static_cast<double>(seen) / kRuns, McNemarPower(change.images, change.difference, change.discordance),
                0.012)
        << change.images;
  }
}

TEST(ImagesForPower, Images_HaveThePowerAndOneLessDoesNot) {
  for (const double difference : {0.015, 0.02, 0.05, 0.3}) {
    for (const double discordance : {0.0, 7.0 / 449, 0.06, 0.2, 1.0}) {
      for (const double power : {0.5, 0.8, 0.95}) {
        const int64_t images = ImagesForPower(difference, discordance, 0.05, power);
        for (int64_t more = 0; more < 10; ++more)
          EXPECT_GE(McNemarPower(images + more, difference, discordance), power) << difference << " " << discordance;
        EXPECT_LT(McNemarPower(images - 1, difference, discordance), power) << difference << " " << discordance;
      }
    }
  }
}

TEST(ImagesForPower, LargerChanges_NeedFewerImages) {
  // Connor's approximation says 312, which have a power of 0.764.
  EXPECT_EQ(ImagesForPower(0.05, 0.1), 337);
  EXPECT_EQ(ImagesForPower(-0.05, 0.1), 337);
  EXPECT_GT(ImagesForPower(0.01, 0.1), 20 * ImagesForPower(0.05, 0.1));
  // A change is at least as large as the share of images that change.
  EXPECT_EQ(ImagesForPower(0.05, 0), ImagesForPower(0.05, 0.05));
  EXPECT_EQ(ImagesForPower(0, 0.1), INT64_MAX);
}

// Where the count ends, the approximation begins with the same numbers.
TEST(ImagesForPower, ManyImages_AreApproximatedWell) {
  const int64_t counted = ImagesForPower(0.001, 0.1125), approximated = ImagesForPower(0.001, 0.1135);
  EXPECT_NEAR(McNemarPower(counted, 0.001, 0.1125), 0.8, 1e-4);
  EXPECT_NEAR(McNemarPower(approximated, 0.001, 0.1135), 0.8, 1e-4);
  EXPECT_GT(ImagesForPower(1e-9, 0.5), int64_t{1} << 60);
  EXPECT_GT(ImagesForPower(1e-12, 0.5), int64_t{1} << 60);
}

TEST(ImagesForPower, Search_IsQuick) {
  const auto start = std::chrono::steady_clock::now();
  for (const double discordance : {0.01, 0.03, 0.1}) EXPECT_GT(ImagesForPower(0.001, discordance), 0);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  EXPECT_LT(seconds.count(), 3 * 0.05 * 5) << "three searches of 50 ms, on a machine that is five times as busy";
}

}  // namespace
}  // namespace assay
