#include "harness/accuracy/verdict.h"

#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using Kind = UpdateVerdict::Kind;
using testing::HasSubstr;

// Images whose answers a pair of models draws at random, one seed a run: the same in every run of the test.
PairedCounts Draw(int images, double only_old, double only_new, uint32_t seed) {
  std::mt19937 generator(seed);
  PairedCounts counts;
  for (int i = 0; i < images; ++i) {
    const double u = static_cast<double>(generator()) / 4294967296.0;
    ++(u < only_old ? counts.only_old : u < only_old + only_new ? counts.only_new : counts.both);
  }
  return counts;
}

double Share(Kind kind, int images, double only_old, double only_new, const UpdateRule& rule) {
  constexpr int kRuns = 2000;
  int hits = 0;
  for (uint32_t seed = 0; seed < kRuns; ++seed) {
    hits += JudgeUpdate(Draw(images, only_old, only_new, seed), rule).kind == kind ? 1 : 0;
  }
  return static_cast<double>(hits) / kRuns;
}

TEST(JudgeUpdate, ManyImages_HaveEachVerdict) {
  const UpdateRule rule{.margin = 0.01};
  EXPECT_EQ(JudgeUpdate({.both = 9000, .only_old = 100, .only_new = 400}, rule).kind, Kind::kBetter);
  EXPECT_EQ(JudgeUpdate({.both = 9000, .only_old = 400, .only_new = 100}, rule).kind, Kind::kWorse);
  EXPECT_EQ(JudgeUpdate({.both = 9000, .only_old = 10, .only_new = 12}, rule).kind, Kind::kSame);
  EXPECT_EQ(JudgeUpdate({.both = 90, .only_old = 4, .only_new = 5}, rule).kind, Kind::kUndecided);
}

TEST(JudgeUpdate, DifferenceInsideTheMargin_IsNoneHoweverSure) {
  const PairedCounts counts{.both = 990000, .only_old = 4000, .only_new = 2000};
  ASSERT_LT(McNemarExact(counts), 1e-9);
  EXPECT_EQ(JudgeUpdate(counts, {.margin = 0.01}).kind, Kind::kSame);
  EXPECT_EQ(JudgeUpdate(counts, {.margin = 0.001}).kind, Kind::kWorse);
}

TEST(JudgeUpdate, NoImages_AreUndecided) {
  const UpdateVerdict verdict = JudgeUpdate({}, {.margin = 0.01});
  EXPECT_EQ(verdict.kind, Kind::kUndecided);
  EXPECT_GT(verdict.more_images, 0);
}

// The gate's own error rates. Two-sided: "worse" alone comes half as often as alpha.
TEST(JudgeUpdate, NoChange_IsCalledWorseNoMoreOftenThanAlpha) {
  for (const double discordance : {0.01, 0.05, 0.2}) {
    const double worse = Share(Kind::kWorse, 400, discordance / 2, discordance / 2, {.margin = 0.001, .alpha = 0.05});
    EXPECT_LE(worse, 0.05 / 2 + 0.008) << discordance;  // three standard errors of 2,000 runs
  }
}

TEST(JudgeUpdate, ChangeAtTheEdgeOfTheMargin_IsCalledTheSameNoMoreOftenThanAlpha) {
  EXPECT_LE(Share(Kind::kSame, 2000, 0.03, 0.01, {.margin = 0.02}), 0.05 / 2 + 0.012);
}

TEST(JudgeUpdate, AsManyImagesAsItAsksFor_SeeTheChangeAsOftenAsClaimed) {
  constexpr double kLoss = 0.02, kDiscordance = 0.06;
  const int64_t images = ImagesForPower(kLoss, kDiscordance);
  const double seen = Share(Kind::kWorse, static_cast<int>(images), (kDiscordance + kLoss) / 2,
                            (kDiscordance - kLoss) / 2, {.margin = kLoss});
  EXPECT_NEAR(seen, 0.8, 0.03);
  EXPECT_LT(Share(Kind::kWorse, static_cast<int>(images / 4), (kDiscordance + kLoss) / 2, (kDiscordance - kLoss) / 2,
                  {.margin = kLoss}),
            0.4);
}

TEST(JudgeUpdate, UndecidedImages_AreDecidedByThoseItAsksFor) {
  const UpdateRule rule{.margin = 0.02};
  const PairedCounts few = Draw(100, 0.05, 0.03, 7);
  const UpdateVerdict verdict = JudgeUpdate(few, rule);
  ASSERT_EQ(verdict.kind, Kind::kUndecided);
  const double discordance = static_cast<double>(few.only_old + few.only_new) / few.total();
  EXPECT_EQ(verdict.more_images + few.total(), ImagesForPower(0.02, discordance));
}

TEST(Describe, Verdicts_SayTheirNumbers) {
  const PairedCounts counts{.both = 700, .only_old = 12, .only_new = 40, .neither = 248};
  EXPECT_EQ(Describe(JudgeUpdate(counts, {.margin = 0.01}), counts),
            "BETTER: +2.80 points (+1.44 to +4.32) on 1000 images, of which 40 are won and 12 lost; p = 0.00013");
  const PairedCounts few{.both = 90, .only_old = 4, .only_new = 5};
  EXPECT_THAT(Describe(JudgeUpdate(few, {.margin = 0.01}), few), HasSubstr("more images would tell"));
}

}  // namespace
}  // namespace assay
