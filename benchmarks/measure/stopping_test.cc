#include "benchmarks/measure/stopping.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

constexpr StopRule kRule = {.noise = 0.01, .fewest = 10, .most = 1000, .fewest_seconds = 0.5, .most_seconds = 5};

// Half of them this share above the others.
std::vector<double> Samples(size_t count, double spread) {
  std::vector<double> samples(count);
  for (size_t i = 0; i < count; ++i) samples[i] = 1 + (i % 2 == 0 ? 0 : spread);
  return samples;
}

TEST(ShouldStop, QuietSamples_AreEnoughFromTheFewestOn) {
  EXPECT_FALSE(ShouldStop(Samples(9, 0), 1, kRule).stop);
  EXPECT_FALSE(ShouldStop(Samples(10, 0), 0.4, kRule).stop);
  EXPECT_TRUE(ShouldStop(Samples(10, 0), 0.5, kRule).stop);
  EXPECT_EQ(ShouldStop(Samples(10, 0), 0.5, kRule).unmet, "");
}

TEST(ShouldStop, NoisySamples_GoOnUntilTheTimeIsUp) {
  EXPECT_FALSE(ShouldStop(Samples(100, 0.1), 4.9, kRule).stop);
  const StopDecision late = ShouldStop(Samples(100, 0.1), 5, kRule);
  EXPECT_TRUE(late.stop);
  EXPECT_EQ(late.unmet, "known to 4.8 %, not 1 % (100 samples, 5 s)");
}

TEST(ShouldStop, TooMany_StopAndSayWhatWasNotMet) {
  const StopDecision many = ShouldStop(Samples(1000, 0.1), 1, kRule);
  EXPECT_TRUE(many.stop);
  EXPECT_THAT(many.unmet, HasSubstr("not 1 %"));
}

TEST(ShouldStop, OneSlowSample_IsNamedAsTooFew) {
  const StopDecision slow = ShouldStop({7}, 7, kRule);
  EXPECT_TRUE(slow.stop);
  EXPECT_THAT(slow.unmet, HasSubstr("fewer than 10 samples (1 samples, 7 s)"));
}

TEST(ShouldStop, AClockThatStandsStill_IsNotPrecise) {
  EXPECT_THAT(ShouldStop(std::vector<double>(50, 0.0), 5, kRule).unmet, HasSubstr("say nothing"));
}

}  // namespace
}  // namespace assay
