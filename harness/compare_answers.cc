#include "harness/compare_answers.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/compare.h"

namespace assay {
namespace {

// Of logits in float32, relative to their root mean square. Vector widths (none, AVX2, AVX-512), thread counts and
// oneDNN's choice of algorithm moved these models' by up to 7e-6; an 8-bit pixel that is one level off, by 1e-3.
constexpr double kLogitTolerance = 1e-4;
// Of a probability in the top 5, absolute: a logit within its tolerance cannot move it more.
constexpr double kScoreTolerance = 1e-3;

void ComparePixels(const proto::PhotographGolden& expected, const proto::PhotographGolden& actual, Check& check) {
  if (expected.preprocessed_sha256() == actual.preprocessed_sha256()) return;
  check.findings.push_back(absl::StrFormat(
      "preprocessed %s differs: %d values of norm %.9g and mean %.9g, were %d of norm %.9g and mean %.9g",
      expected.name(), actual.preprocessed().numel(), actual.preprocessed().l2(), actual.preprocessed().mean(),
      expected.preprocessed().numel(), expected.preprocessed().l2(), expected.preprocessed().mean()));
}

double CompareLogits(const proto::PhotographGolden& expected, const proto::PhotographGolden& actual, Check& check) {
  const absl::Span<const float> values(expected.logit().data(), expected.logit_size());
  const Difference difference =
      CompareValues(values, absl::MakeConstSpan(actual.logit().data(), actual.logit_size()), RootMeanSquare(values));
  if (!difference.Within(kLogitTolerance)) {
    check.findings.push_back(absl::StrCat("logits of ", expected.name(), ": ",
                                          difference.Describe({1, expected.logit_size()}, kLogitTolerance)));
  }
  return difference.relative;
}

void CompareTop(const proto::PhotographGolden& expected, const proto::PhotographGolden& actual, Check& check) {
  for (int i = 0; i < std::max(expected.top_size(), actual.top_size()); ++i) {
    const proto::TopEntry was = i < expected.top_size() ? expected.top(i) : proto::TopEntry();
    const proto::TopEntry is = i < actual.top_size() ? actual.top(i) : proto::TopEntry();
    if (was.category() == is.category() && was.index() == is.index() &&
        std::abs(was.score() - is.score()) <= kScoreTolerance)
      continue;
    check.findings.push_back(absl::StrFormat("top %d of %s is %s %.1f%%, was %s %.1f%%", i + 1, expected.name(),
                                             is.category(), 100 * is.score(), was.category(), 100 * was.score()));
  }
}

}  // namespace

void CompareAnswers(const proto::EntryGolden& golden, const proto::EntryGolden& now, Check& pixels, Check& logits,
                    Check& top) {
  for (Check* check : {&pixels, &logits, &top}) check->against_lock = check->findings.empty();
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
    worst = std::max(worst, CompareLogits(expected, *found, logits));
    CompareTop(expected, *found, top);
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
