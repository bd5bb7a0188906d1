#include "harness/compare_text_answers.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "harness/compare.h"

namespace assay {
namespace {

// Relative to the root mean square, in float32: what other vector widths, thread counts and orders of sums leave. An
// embedding of 384 numbers and length 1 may so be 5e-6 off in a number; another token moves it by 1e-2.
constexpr double kTolerance = 1e-4;

void CompareIds(const proto::SentenceGolden& expected, const proto::SentenceGolden& actual, Check& check) {
  const auto [was, is] = std::mismatch(expected.input_id().begin(), expected.input_id().end(),
                                       actual.input_id().begin(), actual.input_id().end());
  if (was == expected.input_id().end() && is == actual.input_id().end()) return;
  const auto id = [](auto position, auto end) { return position == end ? "the end" : absl::StrCat(*position); };
  const std::string counts =
      expected.input_id_size() == actual.input_id_size()
          ? ""
          : absl::StrCat("expected ", expected.input_id_size(), ", got ", actual.input_id_size(), "; ");
  check.findings.push_back(absl::StrCat("tokens of ", expected.name(), ": ", counts,
                                        "the first that differs is at [0, ", was - expected.input_id().begin(),
                                        "] (expected ", id(was, expected.input_id().end()), ", got ",
                                        id(is, actual.input_id().end()), ")"));
}

double CompareHidden(const proto::SentenceGolden& expected, const proto::SentenceGolden& actual, Check& check) {
  const auto shape = [](const proto::SentenceGolden& golden) {
    return absl::StrCat("[", absl::StrJoin(golden.hidden_shape(), ", "), "]");
  };
  if (shape(expected) != shape(actual)) {
    check.findings.push_back(absl::StrCat("hidden state of ", expected.name(), ": expected shape ", shape(expected),
                                          ", got ", shape(actual)));
    return 0;
  }
  const auto& was = expected.hidden();
  const auto& is = actual.hidden();
  const double rms = was.numel() ? was.l2() / std::sqrt(static_cast<double>(was.numel())) : 0;
  double worst = 0;
  const auto compare = [&](const char* what, absl::Span<const double> a, absl::Span<const double> b, double scale) {
    const Difference difference = CompareValues(a, b, scale);
    worst = std::max(worst, difference.relative);
    if (difference.Within(kTolerance)) return;
    check.findings.push_back(
        absl::StrCat(what, " of the hidden state of ", expected.name(), ": ", difference.Describe({}, kTolerance)));
  };
  const double was_l2 = was.l2(), is_l2 = is.l2(), was_mean = was.mean(), is_mean = is.mean();
  compare("first values", was.first(), is.first(), rms);
  compare("norm", absl::MakeConstSpan(&was_l2, 1), absl::MakeConstSpan(&is_l2, 1), was_l2);
  compare("mean", absl::MakeConstSpan(&was_mean, 1), absl::MakeConstSpan(&is_mean, 1), rms);
  return worst;
}

double CompareEmbedding(const proto::SentenceGolden& expected, const proto::SentenceGolden& actual, Check& check) {
  const absl::Span<const float> values(expected.embedding().data(), expected.embedding_size());
  const Difference difference = CompareValues(
      values, absl::MakeConstSpan(actual.embedding().data(), actual.embedding_size()), RootMeanSquare(values));
  if (!difference.Within(kTolerance)) {
    check.findings.push_back(absl::StrCat("embedding of ", expected.name(), ": ", difference.Describe({}, kTolerance)));
  }
  return difference.relative;
}

// True where a sentence of both sides can be compared.
bool IsSameSentence(const proto::SentenceGolden& expected, const proto::SentenceGolden* actual, Check& check) {
  if (actual == nullptr) {
    check.findings.push_back(absl::StrCat(expected.name(), " is a golden sentence, but is not at hand"));
    return false;
  }
  if (actual->text() == expected.text()) return true;
  check.findings.push_back(absl::StrCat(expected.name(), " is another sentence than the lock's"));
  return false;
}

const proto::SentenceGolden* Find(const proto::EntryGolden& golden, const std::string& name) {
  const auto found = std::find_if(golden.sentence().begin(), golden.sentence().end(),
                                  [&](const auto& sentence) { return sentence.name() == name; });
  return found == golden.sentence().end() ? nullptr : &*found;
}

}  // namespace

int CompareTextAnswers(const proto::EntryGolden& golden, const proto::EntryGolden& now, Check& tokens, Check& hidden,
                       Check& embedding) {
  for (Check* check : {&tokens, &hidden, &embedding}) check->against_lock = check->findings.empty();
  int compared = 0;
  double worst_hidden = 0, worst_embedding = 0;
  for (const proto::SentenceGolden& expected : golden.sentence()) {
    const proto::SentenceGolden* actual = Find(now, expected.name());
    if (!IsSameSentence(expected, actual, tokens)) continue;
    // Why it has no answer is a finding already.
    if (actual->input_id().empty()) continue;
    ++compared;
    CompareIds(expected, *actual, tokens);
    worst_hidden = std::max(worst_hidden, CompareHidden(expected, *actual, hidden));
    worst_embedding = std::max(worst_embedding, CompareEmbedding(expected, *actual, embedding));
  }
  for (const proto::SentenceGolden& sentence : now.sentence()) {
    if (Find(golden, sentence.name()) == nullptr)
      tokens.findings.push_back(absl::StrCat(sentence.name(), " is not in the lock"));
  }
  if (!tokens.findings.empty()) tokens.summary = "tokens differ";
  if (compared == 0) return 0;
  hidden.summary = absl::StrFormat("hidden %.0e", worst_hidden);
  embedding.summary = absl::StrFormat("embedding %.0e", worst_embedding);
  return compared;
}

}  // namespace assay
