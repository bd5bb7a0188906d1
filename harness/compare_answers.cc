#include "harness/compare_answers.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/answer_noise.h"
#include "harness/compare.h"

namespace assay {
namespace {

// Of a probability in the top 5, absolute: softmax moves none by more than half of what a logit moves, and a float32
// holds it to 2^-24. (The Jacobian's row p_i (1_ij - p_j) has the sum of absolute values 2 p_i (1 - p_i) <= 1/2.)
double ScoreTolerance(double logit_tolerance, double root_mean_square) {
  // Logits that are no numbers must not hide a category's score.
  return (std::isfinite(root_mean_square) ? logit_tolerance * root_mean_square / 2 : 0) + 0x1p-24;
}

absl::Span<const float> Logits(const proto::PhotographGolden& photograph) {
  return {photograph.logit().data(), static_cast<size_t>(photograph.logit_size())};
}

void ComparePixels(const proto::PhotographGolden& expected, const proto::PhotographGolden& actual, Check& check) {
  if (expected.preprocessed_sha256() == actual.preprocessed_sha256()) return;
  check.findings.push_back(absl::StrFormat(
      "preprocessed %s differs: %d values of norm %.9g and mean %.9g, were %d of norm %.9g and mean %.9g",
      expected.name(), actual.preprocessed().numel(), actual.preprocessed().l2(), actual.preprocessed().mean(),
      expected.preprocessed().numel(), expected.preprocessed().l2(), expected.preprocessed().mean()));
}

double CompareLogits(const proto::PhotographGolden& expected, const proto::PhotographGolden& actual, double tolerance,
                     Check& check) {
  const Difference difference = CompareValues(Logits(expected), Logits(actual), RootMeanSquare(Logits(expected)));
  if (!difference.Within(tolerance)) {
    check.findings.push_back(
        absl::StrCat("logits of ", expected.name(), ": ", difference.Describe({1, expected.logit_size()}, tolerance)));
  }
  return difference.relative;
}

void CompareTop(const proto::PhotographGolden& expected, const proto::PhotographGolden& actual, double tolerance,
                Check& check) {
  const double score_tolerance = ScoreTolerance(tolerance, RootMeanSquare(Logits(expected)));
  for (int i = 0; i < std::max(expected.top_size(), actual.top_size()); ++i) {
    const proto::TopEntry was = i < expected.top_size() ? expected.top(i) : proto::TopEntry();
    const proto::TopEntry is = i < actual.top_size() ? actual.top(i) : proto::TopEntry();
    if (was.category() == is.category() && was.index() == is.index() &&
        std::abs(was.score() - is.score()) <= score_tolerance)
      continue;
    check.findings.push_back(absl::StrFormat("top %d of %s is %s %.1f%%, was %s %.1f%%", i + 1, expected.name(),
                                             is.category(), 100 * is.score(), was.category(), 100 * was.score()));
  }
}

}  // namespace

void CompareAnswers(const proto::EntryGolden& golden, const proto::EntryGolden& now, Check& pixels, Check& logits,
                    Check& top) {
  for (Check* check : {&pixels, &logits, &top}) check->against_lock = check->findings.empty();
  const double tolerance = AnswerTolerance(golden);
  double worst = 0;
  for (const proto::PhotographGolden& expected : golden.photograph()) {
    const auto found = std::find_if(now.photograph().begin(), now.photograph().end(),
                                    [&](const auto& photograph) { return photograph.name() == expected.name(); });
    if (found == now.photograph().end()) {
      pixels.findings.push_back(absl::StrCat(expected.name(), " is a golden photograph, but is not at hand"));
      continue;
    }
    if (found->sha256() != expected.sha256()) {
      pixels.findings.push_back(
          absl::StrCat(expected.name(), " is another photograph than the lock's: sha256 ", found->sha256()));
      continue;
    }
    ComparePixels(expected, *found, pixels);
    worst = std::max(worst, CompareLogits(expected, *found, tolerance, logits));
    CompareTop(expected, *found, tolerance, top);
  }
  for (const proto::PhotographGolden& photograph : now.photograph()) {
    const auto same_name = [&](const auto& expected) { return expected.name() == photograph.name(); };
    if (std::none_of(golden.photograph().begin(), golden.photograph().end(), same_name)) {
      pixels.findings.push_back(absl::StrCat(photograph.name(), " is not in the lock"));
    }
  }
  logits.summary = absl::StrFormat("logits %.0e", worst);
  if (!pixels.findings.empty()) pixels.summary = "pixels differ";
}

}  // namespace assay
