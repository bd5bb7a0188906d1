#include "absl/strings/str_cat.h"
#include "harness/compare_answers.h"
#include "harness/compare_text_answers.h"
#include "harness/compatibility/compare_entry.h"
#include "harness/result.h"

namespace assay::bc {
namespace {

std::string First(const Check& a, const Check& b) {
  const Check& first = a.findings.empty() ? b : a;
  const size_t others = a.findings.size() + b.findings.size();
  if (others == 0) return "";
  return others == 1 ? first.findings[0] : absl::StrCat(first.findings[0], " (and ", others - 1, " more)");
}

}  // namespace

AnswerChange CompareGoldenAnswers(const proto::EntryGolden& was, const proto::EntryGolden& is) {
  AnswerChange change;
  const bool promised = was.photograph_size() + was.sentence_size() > 0;
  if (promised && is.photograph_size() + is.sentence_size() == 0) {
    change.missing = "the present was blessed without the weight file: its answers to golden inputs were not compared";
    return change;
  }
  // Inputs that are new were not promised.
  proto::EntryGolden known = is;
  known.clear_photograph();
  known.clear_sentence();
  for (const auto& photograph : is.photograph()) {
    for (const auto& old : was.photograph()) {
      if (old.name() == photograph.name()) *known.add_photograph() = photograph;
    }
  }
  for (const auto& sentence : is.sentence()) {
    for (const auto& old : was.sentence()) {
      if (old.name() == sentence.name()) *known.add_sentence() = sentence;
    }
  }
  Check pixels, logits, top, tokens, hidden, embedding;
  CompareAnswers(was, known, pixels, logits, top);
  CompareTextAnswers(was, known, tokens, hidden, embedding);
  change.inputs = First(pixels, tokens);
  change.answers = was.photograph_size() > 0 ? First(logits, top) : First(hidden, embedding);
  return change;
}

}  // namespace assay::bc
