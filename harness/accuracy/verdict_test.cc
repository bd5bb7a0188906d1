#include "harness/accuracy/verdict.h"

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/accuracy/mcnemar_power.h"

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
  std::map<std::pair<int64_t, int64_t>, Kind> known;  // few counts come often
  int hits = 0;
  for (uint32_t seed = 0; seed < kRuns; ++seed) {
    const PairedCounts counts = Draw(images, only_old, only_new, seed);
    const auto [place, is_new] = known.try_emplace({counts.only_old, counts.only_new});
    if (is_new) place->second = JudgeUpdate(counts, rule).kind;
    hits += place->second == kind ? 1 : 0;
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

// Where nobody flips, the interval of n images ends at 1 - 0.025^(1/n): 0.0301 for 121, 0.0298 for 122.
TEST(JudgeUpdate, FewerImagesThanCanShowSame_SayHowManyItTakes) {
  const UpdateRule rule{.margin = 0.03};
  EXPECT_EQ(ImagesForSame(rule), 122);
  const UpdateVerdict few = JudgeUpdate({.both = 121}, rule);
  EXPECT_EQ(few.kind, Kind::kUndecided);
  EXPECT_EQ(few.images_for_same, 122);
  EXPECT_THAT(Describe(few, {.both = 121}), HasSubstr("SAME takes 122 images even where none flips"));
  EXPECT_EQ(JudgeUpdate({.both = 122}, rule).kind, Kind::kSame);
  EXPECT_EQ(JudgeUpdate({.both = 120, .only_old = 1, .only_new = 1}, rule).images_for_same, 0) << "there are enough";
  EXPECT_EQ(ImagesForSame({.margin = 0}), INT64_MAX);
  EXPECT_EQ(ImagesForSame({.margin = 1}), 1);
}

TEST(JudgeSameTensors, FewImages_AreTheSameByIdentity) {
  const UpdateRule rule{.margin = 0.03};
  for (const PairedCounts& counts : {PairedCounts{.both = 50}, PairedCounts{.both = 49, .only_old = 1}, {}}) {
    const UpdateVerdict verdict = JudgeSameTensors(counts, rule);
    EXPECT_EQ(verdict.kind, Kind::kSame);
    EXPECT_TRUE(verdict.same_tensors);
    EXPECT_EQ(verdict.more_images + verdict.images_for_same, 0);
    EXPECT_THAT(Describe(verdict, counts), testing::EndsWith("; the same tensors"));
  }
  EXPECT_FALSE(JudgeUpdate({.both = 50}, rule).same_tensors);
}

// Rounding does not do that.
TEST(JudgeSameTensors, ImagesThatSayOtherwise_StayTheVerdict) {
  const UpdateVerdict verdict = JudgeSameTensors({.both = 30, .only_old = 20}, {.margin = 0.03});
  EXPECT_EQ(verdict.kind, Kind::kWorse);
  EXPECT_FALSE(verdict.same_tensors);
}

// The text that says an interval beside its p-value never says two things.
TEST(JudgeUpdate, Interval_LeavesOutNoDifferenceExactlyWhereItDecides) {
  for (int64_t lost = 0; lost <= 12; ++lost) {
    for (int64_t won = 0; won <= 12; ++won) {
      const UpdateVerdict verdict = JudgeUpdate({.both = 449 - lost - won, .only_old = lost, .only_new = won}, {});
      const bool leaves_out_none = verdict.interval.low > 0 || verdict.interval.high < 0;
      const bool decides = verdict.kind == Kind::kBetter || verdict.kind == Kind::kWorse;
      EXPECT_EQ(leaves_out_none, decides) << won << " : " << lost;
    }
  }
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
  EXPECT_NEAR(seen, 0.8, 0.02);
  EXPECT_NEAR(McNemarPower(images, kLoss, kDiscordance), 0.8, 0.001);
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
            "BETTER: +2.80 points (+1.29 to +4.36) on 1000 images, of which 40 are won and 12 lost; p = 0.00013");
  const PairedCounts few{.both = 90, .only_old = 4, .only_new = 5};
  EXPECT_THAT(Describe(JudgeUpdate(few, {.margin = 0.01}), few), HasSubstr("more images would tell"));
}

}  // namespace
}  // namespace assay
