#include "benchmarks/compare/verdict.h"

#include <cstddef>

#include "benchmarks/compare/holm.h"

namespace assay {
namespace {

// Thresholds: a change that no row may hide.
constexpr double kMuch = 5;

bool Within(const Evidence& evidence, double threshold) {
  return evidence.low > 1 / (1 + threshold) && evidence.high < 1 + threshold;
}

Verdict JudgeOnce(const Evidence& evidence, double threshold) {
  return Within(evidence, threshold) ? Verdict::kSame : Verdict::kUndecided;
}

Verdict JudgeConfirmed(const RowEvidence& row, const Judgement& adjusted, double alpha) {
  const Evidence& first = row.deciding;
  const Evidence& second = *row.confirming;
  const double threshold = row.confirming_threshold;
  if (first.ratio > 1 && second.ratio > 1 + threshold && adjusted.p_slower <= alpha) return Verdict::kSlower;
  if (first.ratio < 1 && second.ratio < 1 / (1 + threshold) && adjusted.p_faster <= alpha) return Verdict::kFaster;
  return JudgeOnce(second, threshold);
}

}  // namespace

absl::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kSame:
      return "SAME";
    case Verdict::kFaster:
      return "FASTER";
    case Verdict::kSlower:
      return "SLOWER";
    case Verdict::kUndecided:
      return "UNDECIDED";
    case Verdict::kMissing:
      return "MISSING";
    case Verdict::kWrong:
      return "WRONG";
    case Verdict::kUnscored:
      return "UNSCORED";
  }
  return "";
}

bool IsFinding(Verdict verdict) {
  return verdict == Verdict::kSlower || verdict == Verdict::kMissing || verdict == Verdict::kWrong ||
         verdict == Verdict::kUnscored;
}

bool IsSuspect(const Evidence& deciding, double threshold) {
  const double much = kMuch * threshold;
  return deciding.ratio > 1 + threshold / 2 || deciding.ratio < 1 / (1 + threshold / 2) || deciding.high > 1 + much ||
         deciding.low < 1 / (1 + much);
}

std::vector<Judgement> JudgeSuite(absl::Span<const RowEvidence> rows, const VerdictRule& rule) {
  std::vector<size_t> confirmed;
  std::vector<double> slower, faster;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].confirming.has_value()) continue;
    confirmed.push_back(i);
    slower.push_back(rows[i].confirming->p_slower);
    faster.push_back(rows[i].confirming->p_faster);
  }
  slower = HolmAdjusted(slower);
  faster = HolmAdjusted(faster);
  std::vector<Judgement> judgements;
  for (const RowEvidence& row : rows) {
    judgements.push_back({.verdict = IsSuspect(row.deciding, row.deciding_threshold)
                                         ? Verdict::kUndecided
                                         : JudgeOnce(row.deciding, row.deciding_threshold),
                          .p_slower = row.deciding.p_slower,
                          .p_faster = row.deciding.p_faster});
  }
  for (size_t k = 0; k < confirmed.size(); ++k) {
    const RowEvidence& row = rows[confirmed[k]];
    Judgement& judgement = judgements[confirmed[k]];
    judgement.p_slower = slower[k];
    judgement.p_faster = faster[k];
    judgement.verdict = JudgeConfirmed(row, judgement, rule.alpha / rule.looks);
  }
  return judgements;
}

}  // namespace assay
