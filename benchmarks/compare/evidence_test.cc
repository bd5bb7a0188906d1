#include "benchmarks/compare/evidence.h"

#include <cmath>
#include <vector>

#include "benchmarks/compare/samples.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

Round RoundOf(double old_first, double new_first, double new_second, double old_second) {
  return {.old_runs = {Samples{old_first}, Samples{old_second}}, .new_runs = {Samples{new_first}, Samples{new_second}}};
}

TEST(EvidenceOfRounds, EqualRatios_AreTheRatio) {
  const std::vector<Round> rounds(5, RoundOf(1, 1.1, 2.2, 2));
  const Evidence evidence = EvidenceOfRounds(rounds);
  EXPECT_NEAR(evidence.ratio, 1.1, 1e-12);
  EXPECT_NEAR(evidence.low, 1.1, 1e-12);
  EXPECT_NEAR(evidence.high, 1.1, 1e-12);
  EXPECT_EQ(evidence.p_slower, 1.0 / 32);
  EXPECT_EQ(evidence.p_faster, 1);
  EXPECT_NEAR(evidence.old_seconds, std::sqrt(2), 1e-12);
  EXPECT_EQ(evidence.old_runs, 10);
  EXPECT_EQ(evidence.new_runs, 10);
}

// A neighbour who makes everything 1.5 times as slow, for a while: the pairs do not see it where it stays, and the
// median does not see the pair in which it comes.
TEST(EvidenceOfRounds, StateThatStaysForRounds_DoesNotMatter) {
  std::vector<Round> rounds(8, RoundOf(1, 1.03, 1.03, 1));
  for (int i = 4; i < 8; ++i) rounds[i] = RoundOf(1.5, 1.545, 1.545, 1.5);
  rounds[3] = RoundOf(1, 1.545, 1.545, 1.5);
  const Evidence evidence = EvidenceOfRounds(rounds);
  EXPECT_NEAR(evidence.ratio, 1.03, 1e-12);
  EXPECT_EQ(evidence.p_slower, std::pow(2.0, -8));
}

TEST(EvidenceOfRounds, Nothing_IsNoEvidence) {
  const Evidence evidence = EvidenceOfRounds({});
  EXPECT_EQ(evidence.p_slower, 1);
  EXPECT_EQ(evidence.low, 0);
  EXPECT_TRUE(std::isinf(evidence.high));
}

TEST(EvidenceOfRounds, SameSamples_GiveTheSameNumbers) {
  std::vector<Round> rounds;
  for (int i = 0; i < 6; ++i) rounds.push_back(RoundOf(1 + 0.01 * i, 1.02, 1.03 - 0.01 * i, 1));
  const Evidence first = EvidenceOfRounds(rounds), second = EvidenceOfRounds(rounds);
  EXPECT_EQ(first.low, second.low);
  EXPECT_EQ(first.high, second.high);
  EXPECT_LT(first.low, first.ratio);
  EXPECT_GT(first.high, first.ratio);
}

TEST(EvidenceOfRuns, RunsAlike_AreTheRatioOfMedians) {
  const std::vector<Samples> old_runs = {{1, 1, 9}, {1.02, 1.02}, {0.98}}, new_runs = {{1.1}, {1.122}, {1.078}};
  const Evidence evidence = EvidenceOfRuns(old_runs, new_runs);
  EXPECT_NEAR(evidence.ratio, 1.1, 1e-12);
  EXPECT_NEAR(evidence.p_slower, 0.05, 1e-12);
  EXPECT_LT(evidence.low, 1.08);
  EXPECT_GT(evidence.high, 1.12);
}

// The measuring of a row whose samples hang on each other, with two states and a drift of its own.
class Machine {
 public:
  explicit Machine(uint64_t seed) : random_(seed) {}

  Samples Measure(double seconds) {
    const double layout = 0.01 * Uniform();  // of this process
    Samples run;
    for (int i = 0; i < 8; ++i) {
      if (Uniform() < 0.01) busy_ = !busy_;
      drift_ += 0.002 * (Uniform() - 0.5);
      run.push_back(seconds * (1 + layout + drift_ + 0.02 * Uniform()) * (busy_ ? 1.4 : 1));
    }
    return run;
  }

  std::vector<Round> Rounds(int count, double ratio) {
    std::vector<Round> rounds;
    for (int i = 0; i < count; ++i) {
      Round& round = rounds.emplace_back();
      round.new_first = random_.Coin();
      const auto turn = [&](bool is_new) { return Measure(is_new ? ratio : 1); };
      auto& first = round.new_first ? round.new_runs : round.old_runs;
      auto& second = round.new_first ? round.old_runs : round.new_runs;
      first[0] = turn(round.new_first);
      second[0] = turn(!round.new_first);
      second[1] = turn(!round.new_first);
      first[1] = turn(round.new_first);
    }
    return rounds;
  }

 private:
  double Uniform() { return static_cast<double>(random_.Next() >> 11) / 9007199254740992.0; }

  Random random_;
  bool busy_ = false;
  double drift_ = 0;
};

// What the header promises of the interval: with few rounds too it covers the truth in 95 of 100 cases.
TEST(EvidenceOfRounds, TwoStatesAndDrift_IntervalCoversTheTruth) {
  for (const int count : {6, 12, 24}) {
    int covered = 0;
    constexpr int kTrials = 150;
    Machine machine(count);
    for (int trial = 0; trial < kTrials; ++trial) {
      const Evidence evidence = EvidenceOfRounds(machine.Rounds(count, 1.03), {.resamples = 500});
      covered += evidence.low <= 1.03 && 1.03 <= evidence.high;
    }
    EXPECT_GE(covered, kTrials * 92 / 100) << count << " rounds";
  }
}

}  // namespace
}  // namespace assay
