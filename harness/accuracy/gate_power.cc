#include "harness/accuracy/gate_power.h"

#include <map>
#include <random>
#include <utility>

namespace assay {
namespace {

using Kind = UpdateVerdict::Kind;

Kind Judge(int64_t images, int64_t won, int64_t lost, const UpdateRule& rule) {
  // Which of the others are right does not matter to a paired test.
  return JudgeUpdate({.both = images - won - lost, .only_old = lost, .only_new = won}, rule).kind;
}

}  // namespace

std::optional<int64_t> SmallestSeen(int64_t images, int64_t flipped, const UpdateRule& rule) {
  for (int64_t won = (flipped + 1) / 2; won <= flipped; ++won) {
    if (Judge(images, won, flipped - won, rule) == Kind::kBetter) return 2 * won - flipped;
  }
  return std::nullopt;
}

std::optional<int64_t> MostFlippedOfTheSame(int64_t images, const UpdateRule& rule) {
  std::optional<int64_t> most;
  for (int64_t flipped = 0; flipped <= images; ++flipped) {
    const int64_t won = (flipped + 1) / 2;
    const Kind kind = Judge(images, won, flipped - won, rule);
    if (kind == Kind::kSame) most = flipped;
    // An odd image more lies further off than the even number after it.
    if (kind != Kind::kSame && flipped % 2 == 0) break;
  }
  return most;
}

VerdictShares SimulateVerdicts(const TrueChange& change, const UpdateRule& rule, int runs, uint32_t seed) {
  std::mt19937 generator(seed);
  const double lost_share = (change.flipped - change.difference) / 2, flipped_share = change.flipped;
  std::map<std::pair<int64_t, int64_t>, Kind> known;  // few counts come often
  std::map<Kind, int> verdicts;
  for (int run = 0; run < runs; ++run) {
    int64_t won = 0, lost = 0;
    for (int64_t i = 0; i < change.images; ++i) {
      const double u = static_cast<double>(generator()) / 4294967296.0;
      if (u >= flipped_share) continue;
      ++(u < lost_share ? lost : won);
    }
    const auto [place, is_new] = known.try_emplace({won, lost});
    if (is_new) place->second = Judge(change.images, won, lost, rule);
    ++verdicts[place->second];
  }
  const auto share = [&](Kind kind) { return static_cast<double>(verdicts[kind]) / runs; };
  return {.better = share(Kind::kBetter),
          .same = share(Kind::kSame),
          .worse = share(Kind::kWorse),
          .undecided = share(Kind::kUndecided)};
}

}  // namespace assay
