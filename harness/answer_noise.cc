#include "harness/answer_noise.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "absl/types/span.h"
#include "harness/compare.h"
#include "harness/noise.h"

namespace assay {
namespace {

template <class Number>
double Movement(absl::Span<const Number> was, absl::Span<const Number> is) {
  return CompareValues(was, is, RootMeanSquare(was)).relative;
}

template <class Field>
auto Numbers(const Field& field) {
  return absl::MakeConstSpan(field.data(), field.size());
}

// The answers by name, or null.
template <class Answers>
auto Find(const Answers& answers, const std::string& name) -> decltype(&answers.Get(0)) {
  const auto found = std::find_if(answers.begin(), answers.end(), [&](const auto& a) { return a.name() == name; });
  return found == answers.end() ? nullptr : &*found;
}

}  // namespace

double GrowthOfSum(int64_t terms) { return std::sqrt(terms / 4.0 + 2); }

double AnswerMovement(const proto::EntryGolden& golden, const proto::EntryGolden& now) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (golden.photograph_size() != now.photograph_size() || golden.sentence_size() != now.sentence_size())
    return kInfinity;
  double movement = 0;
  for (const proto::PhotographGolden& was : golden.photograph()) {
    const proto::PhotographGolden* is = Find(now.photograph(), was.name());
    if (is == nullptr) return kInfinity;
    movement = std::max(movement, Movement(Numbers(was.logit()), Numbers(is->logit())));
  }
  for (const proto::SentenceGolden& was : golden.sentence()) {
    const proto::SentenceGolden* is = Find(now.sentence(), was.name());
    if (is == nullptr) return kInfinity;
    movement = std::max({movement, Movement(Numbers(was.embedding()), Numbers(is->embedding())),
                         Movement(Numbers(was.hidden().first()), Numbers(is->hidden().first()))});
  }
  return movement;
}

double AnswerNoise(const proto::EntryGolden& golden, const proto::EntryGolden& moved, int64_t longest_product) {
  constexpr double kUnitRoundoffOfFloat = 0x1p-24;
  const double growth = kAnswerMargin * GrowthOfSum(longest_product) * kUnitRoundoffOfFloat / kAnswerPerturbation;
  return RoundUpToTwoDigits(growth * AnswerMovement(golden, moved));
}

double AnswerTolerance(const proto::EntryGolden& golden) {
  const double noise = golden.answer_noise();
  // A NaN is not above either, so that nothing passes.
  return noise > kBluntestAnswer ? kBluntestAnswer : noise;
}

}  // namespace assay
