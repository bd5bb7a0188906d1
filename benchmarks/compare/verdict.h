// From what was measured of a suite to a word for each row.
//
//   std::vector<RowEvidence> rows = ...;
//   for (const RowEvidence& row : rows) if (IsSuspect(row.deciding, row.deciding_threshold)) measure it again;
//   std::vector<Judgement> judgements = JudgeSuite(rows, {});
//
// The rule. A first measurement decides which rows are suspects: those whose ratio lies beyond half of the threshold,
// either way, or of which not even five thresholds can be excluded. Suspects are measured again, and only the second
// measurement speaks for them:
//  - SLOWER: its ratio is above 1 + threshold, and above 1 with a p-value that Holm's correction leaves at 1 % or less;
//    and the first measurement leaned the same way.
//  - FASTER: the same, the other way.
//  - SAME: its interval lies within the threshold, either way.
//  - UNDECIDED: none of these; it may be told with more rounds.
//
// A row that is no suspect is SAME or UNDECIDED by its first measurement.
//
// Why so. The threshold is about what matters, and what this machine shows between equal programs; the p-value is about
// chance. To test "ratio > 1 + threshold" in place of "ratio > 1" would count the noise twice, once in the A/A
// percentile and once in the test: to see 3 % beyond a threshold of 2 % takes four times the rounds. What is promised
// is that of a suite in which nothing changed, one in a hundred at most has any row called SLOWER. The second
// measurement is independent of the choice of suspects, so Holm's correction counts the suspects, not the suite: that
// is what makes a suite of hundreds affordable. It may be looked at several times while it grows, and ends for a row at
// the first look that tells: on a quiet machine at the first, on a busy one not before the last. Each look has its
// share of alpha, so that all of them together keep it.
#ifndef ASSAY_BENCHMARKS_COMPARE_VERDICT_H_
#define ASSAY_BENCHMARKS_COMPARE_VERDICT_H_

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "benchmarks/compare/evidence.h"

namespace assay {

enum class Verdict {
  kSame,
  kFaster,
  kSlower,
  kUndecided,
  kMissing,   // the row is on one side alone
  kWrong,     // a side's result was wrong, or faster than its limit
  kUnscored,  // a side was not scored: throttled, too noisy, a debug build
};

// "SAME", "FASTER", "SLOWER", "UNDECIDED", "MISSING", "WRONG", "UNSCORED".
absl::string_view VerdictName(Verdict verdict);

// Whether the verdict fails a comparison: SLOWER, and whatever was not compared.
bool IsFinding(Verdict verdict);

struct VerdictRule {
  // The least change that matters: the floor of every row's threshold.
  double threshold = 0.02;
  // How often a suite in which nothing changed may have a row that is called SLOWER; and as often FASTER.
  double alpha = 0.01;
  // At how many sizes the second measurement is judged.
  int looks = 1;
};

struct RowEvidence {
  Evidence deciding;
  std::optional<Evidence> confirming;
  // max(the rule's, the A/A 99th percentile) at either measurement's number of runs.
  double deciding_threshold = 0.02;
  double confirming_threshold = 0.02;
};

struct Judgement {
  Verdict verdict = Verdict::kUndecided;
  double p_slower = 1;  // adjusted; of a row that was measured once, as it is
  double p_faster = 1;
};

// Its ratio lies beyond half of the threshold, or its interval beyond five thresholds, either way.
bool IsSuspect(const Evidence& deciding, double threshold);

// In the order of the rows; by what there is, of each row at its last look. A row that an earlier look called SLOWER
// stays so, since what other rows' later looks bring can only lower its adjusted p-value. A suspect without a second
// measurement is UNDECIDED: chance alone makes suspects.
std::vector<Judgement> JudgeSuite(absl::Span<const RowEvidence> rows, const VerdictRule& rule);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_VERDICT_H_
