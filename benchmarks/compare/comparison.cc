#include "benchmarks/compare/comparison.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace assay {
namespace {

std::string StateOf(const char* side, const RunRow& row) {
  return absl::StrCat("the ", side, " side is ", StatusName(row.status), row.reason.empty() ? "" : ": ", row.reason);
}

bool IsWrong(const RunRow& row) { return row.status == RowStatus::kWrong || row.status == RowStatus::kFasterThanLimit; }

}  // namespace

int Comparison::Count(Verdict verdict) const {
  return static_cast<int>(
      std::count_if(rows.begin(), rows.end(), [&](const RowComparison& row) { return row.verdict == verdict; }));
}

bool Comparison::Fails() const {
  return std::any_of(rows.begin(), rows.end(), [](const RowComparison& row) { return IsFinding(row.verdict); });
}

RowComparison PairRows(const std::string& key, const RunRow* old_row, const RunRow* new_row) {
  RowComparison row = {.key = key};
  for (const auto& [side, there] : {std::pair("old", old_row), std::pair("new", new_row)}) {
    if (there != nullptr && IsWrong(*there)) {
      row.verdict = Verdict::kWrong;
      row.reason = StateOf(side, *there);
      return row;
    }
  }
  if (old_row == nullptr || new_row == nullptr) {
    row.verdict = Verdict::kMissing;
    row.reason = absl::StrCat("the ", old_row == nullptr ? "old" : "new", " side does not have it");
    return row;
  }
  for (const auto& [side, there] : {std::pair("old", old_row), std::pair("new", new_row)}) {
    if (there->status == RowStatus::kUnscored || there->runs.empty()) {
      row.verdict = Verdict::kUnscored;
      row.reason = StateOf(side, *there);
      return row;
    }
  }
  row.measured = true;
  return row;
}

void SetJudgements(const std::vector<size_t>& measured, const std::vector<RowEvidence>& evidence,
                   Comparison& comparison) {
  const std::vector<Judgement> judgements = JudgeSuite(evidence, comparison.rule);
  for (size_t i = 0; i < measured.size(); ++i) {
    RowComparison& row = comparison.rows[measured[i]];
    row.verdict = judgements[i].verdict;
    row.p_slower = judgements[i].p_slower;
    row.p_faster = judgements[i].p_faster;
    row.confirmed = evidence[i].confirming.has_value();
    row.evidence = row.confirmed ? *evidence[i].confirming : evidence[i].deciding;
    row.threshold = row.confirmed ? evidence[i].confirming_threshold : evidence[i].deciding_threshold;
    row.deciding_ratio = evidence[i].deciding.ratio;
  }
}

}  // namespace assay
