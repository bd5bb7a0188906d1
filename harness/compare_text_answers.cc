#include "harness/compare_text_answers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "harness/answer_noise.h"
#include "harness/compare.h"

namespace assay {
namespace {

// The findings of one kind, told by the worst: what changes one sentence's answer changes most of them.
class WorstFinding {
 public:
  // Of equal errors the first stays.
  void Add(double error, std::string finding) {
    if (count_++ > 0 && error <= error_) return;
    error_ = error;
    finding_ = std::move(finding);
  }

  void Tell(Check& check) const {
    if (count_ == 0) return;
    check.findings.push_back(count_ == 1 ? finding_ : absl::StrCat(finding_, "; and ", count_ - 1, " more"));
  }

 private:
  int count_ = 0;
  double error_ = 0;
  std::string finding_;
};

// True where the ids are equal.
bool CompareIds(const proto::SentenceGolden& expected, const proto::SentenceGolden& actual, WorstFinding& findings) {
  const auto [was, is] = std::mismatch(expected.input_id().begin(), expected.input_id().end(),
                                       actual.input_id().begin(), actual.input_id().end());
  if (was == expected.input_id().end() && is == actual.input_id().end()) return true;
  const auto id = [](auto position, auto end) { return position == end ? "the end" : absl::StrCat(*position); };
  const std::string counts =
      expected.input_id_size() == actual.input_id_size()
          ? ""
          : absl::StrCat("expected ", expected.input_id_size(), ", got ", actual.input_id_size(), "; ");
  findings.Add(0, absl::StrCat("tokens of ", expected.name(), ": ", counts, "the first that differs is at [0, ",
                               was - expected.input_id().begin(), "] (expected ", id(was, expected.input_id().end()),
                               ", got ", id(is, actual.input_id().end()), ")"));
  return false;
}

double CompareHidden(const proto::SentenceGolden& expected, const proto::SentenceGolden& actual, double tolerance,
                     WorstFinding& findings) {
  const auto shape = [](const proto::SentenceGolden& golden) {
    return absl::StrCat("[", absl::StrJoin(golden.hidden_shape(), ", "), "]");
  };
  if (shape(expected) != shape(actual)) {
    findings.Add(std::numeric_limits<double>::infinity(),
                 absl::StrCat("hidden state of ", expected.name(), ": expected shape ", shape(expected), ", got ",
                              shape(actual)));
    return 0;
  }
  const auto& was = expected.hidden();
  const auto& is = actual.hidden();
  const double rms = was.numel() ? was.l2() / std::sqrt(static_cast<double>(was.numel())) : 0;
  double worst = 0;
  std::string finding;
  const auto compare = [&](const char* what, absl::Span<const double> a, absl::Span<const double> b, double scale) {
    const Difference difference = CompareValues(a, b, scale);
    const bool is_worst = finding.empty() || difference.relative > worst;
    worst = std::max(worst, difference.relative);
    if (difference.Within(tolerance) || !is_worst) return;
    finding = absl::StrCat(what, " of the hidden state of ", expected.name(), ": ", difference.Describe({}, tolerance));
  };
  const double was_l2 = was.l2(), is_l2 = is.l2(), was_mean = was.mean(), is_mean = is.mean();
  compare("first values", was.first(), is.first(), rms);
  compare("norm", absl::MakeConstSpan(&was_l2, 1), absl::MakeConstSpan(&is_l2, 1), was_l2);
  compare("mean", absl::MakeConstSpan(&was_mean, 1), absl::MakeConstSpan(&is_mean, 1), rms);
  if (!finding.empty()) findings.Add(worst, std::move(finding));
  return worst;
}

double CompareEmbedding(const proto::SentenceGolden& expected, const proto::SentenceGolden& actual, double tolerance,
                        WorstFinding& findings) {
  const absl::Span<const float> values(expected.embedding().data(), expected.embedding_size());
  const Difference difference = CompareValues(
      values, absl::MakeConstSpan(actual.embedding().data(), actual.embedding_size()), RootMeanSquare(values));
  if (!difference.Within(tolerance)) {
    findings.Add(difference.relative,
                 absl::StrCat("embedding of ", expected.name(), ": ", difference.Describe({}, tolerance)));
  }
  return difference.relative;
}

// True where a sentence of both sides can be compared.
bool IsSameSentence(const proto::SentenceGolden& expected, const proto::SentenceGolden* actual,
                    WorstFinding& findings) {
  if (actual == nullptr) {
    findings.Add(0, absl::StrCat(expected.name(), " is a golden sentence, but is not at hand"));
    return false;
  }
  if (actual->text() == expected.text()) return true;
  findings.Add(0, absl::StrCat(expected.name(), " is another sentence than the lock's"));
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
  const double tolerance = AnswerTolerance(golden);
  int compared = 0;
  WorstFinding missing, other_ids, added, other_hidden, other_embedding;
  double worst_hidden = 0, worst_embedding = 0;
  for (const proto::SentenceGolden& expected : golden.sentence()) {
    const proto::SentenceGolden* actual = Find(now, expected.name());
    if (!IsSameSentence(expected, actual, missing)) continue;
    // Why it has no answer is a finding already.
    if (actual->input_id().empty()) continue;
    // Of other tokens the model's answer is another, whatever the model is.
    if (!CompareIds(expected, *actual, other_ids)) continue;
    ++compared;
    worst_hidden = std::max(worst_hidden, CompareHidden(expected, *actual, tolerance, other_hidden));
    worst_embedding = std::max(worst_embedding, CompareEmbedding(expected, *actual, tolerance, other_embedding));
  }
  for (const proto::SentenceGolden& sentence : now.sentence()) {
    if (Find(golden, sentence.name()) == nullptr) added.Add(0, absl::StrCat(sentence.name(), " is not in the lock"));
  }
  for (const WorstFinding& finding : {missing, other_ids, added}) finding.Tell(tokens);
  other_hidden.Tell(hidden);
  other_embedding.Tell(embedding);
  if (!tokens.findings.empty()) tokens.summary = "tokens differ";
  if (compared == 0) return 0;
  hidden.summary = absl::StrFormat("hidden %.0e", worst_hidden);
  embedding.summary = absl::StrFormat("embedding %.0e", worst_embedding);
  return compared;
}

}  // namespace assay
