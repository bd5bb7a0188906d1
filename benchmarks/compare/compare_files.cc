#include "benchmarks/compare/compare_files.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmarks/compare/environment_differences.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

struct Split {
  std::vector<Samples> deciding;
  std::vector<Samples> confirming;
};

// The second file's runs confirm where there is one.
Split SplitRuns(const RunRow& row, const RunRow* confirming) {
  if (confirming != nullptr) return {row.runs, confirming->runs};
  const size_t runs = row.runs.size(), most = runs > kFewestRuns ? runs - kFewestRuns : 1;
  const size_t deciding = std::max<size_t>(1, std::min(runs / 2, most));
  return {{row.runs.begin(), row.runs.begin() + deciding}, {row.runs.begin() + deciding, row.runs.end()}};
}

int FewerRuns(const Evidence& evidence) { return std::min(evidence.old_runs, evidence.new_runs); }

// What lies between runs is not seen in few of them.
void WidenByNoise(double noise, Evidence& evidence) {
  if (FewerRuns(evidence) >= kFewestRuns) return;
  const auto widened = [&](double bound) {
    const double distance = std::abs(std::log(bound / evidence.ratio));
    return std::exp(std::hypot(distance, std::log1p(noise)));
  };
  evidence.low = evidence.ratio / widened(evidence.low);
  evidence.high = evidence.ratio * widened(evidence.high);
}

class FileComparer {
 public:
  explicit FileComparer(const FileComparison& files) : files_(files) {}

  Comparison Compare() {
    comparison_.old_name = files_.old_file.path;
    comparison_.new_name = files_.new_file.path;
    comparison_.environment = files_.new_file.environment;
    comparison_.rule = files_.rule;
    comparison_.noise_measured = !files_.noise.empty();
    for (const RunRow& row : files_.old_file.rows) AddRow(row.Key(), &row, files_.new_file.Find(row.Key()));
    for (const RunRow& row : files_.new_file.rows) {
      if (files_.old_file.Find(row.Key()) == nullptr) AddRow(row.Key(), nullptr, &row);
    }
    SetJudgements(measured_, evidence_, comparison_);
    for (const size_t row : measured_) Explain(comparison_.rows[row]);
    comparison_.remedy =
        absl::StrCat("files with ", kFewestRuns + 1, " runs a side and more, or a second measurement, ",
                     "--confirm=OLD2,NEW2, with ", kFewestRuns, "; `assay bench ab` makes them itself");
    return std::move(comparison_);
  }

 private:
  void AddRow(const std::string& key, const RunRow* old_row, const RunRow* new_row) {
    comparison_.rows.push_back(PairRows(key, old_row, new_row));
    if (!comparison_.rows.back().measured) return;
    measured_.push_back(comparison_.rows.size() - 1);
    evidence_.push_back(Measure(key, *old_row, *new_row));
  }

  RowEvidence Measure(const std::string& key, const RunRow& old_row, const RunRow& new_row) const {
    const auto confirming = [&](const std::optional<RunFile>& file) {
      const RunRow* row = file.has_value() ? file->Find(key) : nullptr;
      return row != nullptr && row->status == RowStatus::kScored ? row : nullptr;
    };
    const Split old_split = SplitRuns(old_row, confirming(files_.old_confirming));
    const Split new_split = SplitRuns(new_row, confirming(files_.new_confirming));
    RowEvidence evidence;
    evidence.deciding = EvidenceOfRuns(old_split.deciding, new_split.deciding);
    evidence.deciding_threshold = Threshold(key, evidence.deciding);
    const size_t fewer = std::min(old_split.confirming.size(), new_split.confirming.size());
    if (!IsSuspect(evidence.deciding, evidence.deciding_threshold)) {
      // No suspect: all runs say more than some of them.
      evidence.deciding = EvidenceOfRuns(old_row.runs, new_row.runs);
      evidence.deciding_threshold = Threshold(key, evidence.deciding);
    } else if (fewer >= kFewestRuns) {
      evidence.confirming = EvidenceOfRuns(old_split.confirming, new_split.confirming);
      evidence.confirming_threshold = Threshold(key, *evidence.confirming);
    }
    WidenByNoise(files_.noise.Apart(key, FewerRuns(evidence.deciding)), evidence.deciding);
    return evidence;
  }

  double Threshold(const std::string& key, const Evidence& evidence) const {
    return std::max(files_.rule.threshold, files_.noise.Apart(key, FewerRuns(evidence)));
  }

  void Explain(RowComparison& row) const {
    const bool few = FewerRuns(row.evidence) < kFewestRuns;
    // With few runs and a machine whose noise nobody measured, the interval is too narrow to say SAME by.
    if (row.verdict == Verdict::kSame && few && files_.noise.empty()) row.verdict = Verdict::kUndecided;
    if (row.verdict != Verdict::kUndecided) return;
    row.reason = !row.confirmed && IsSuspect(row.evidence, row.threshold) ? "suspected, not confirmed"
                 : few                                                    ? "too few runs"
                                                                          : "the interval is too wide";
  }

  const FileComparison& files_;
  Comparison comparison_;
  std::vector<size_t> measured_;
  std::vector<RowEvidence> evidence_;
};

}  // namespace

absl::StatusOr<Comparison> CompareFiles(const FileComparison& files) {
  const RunEnvironment& old_run = files.old_file.environment;
  const RunEnvironment& new_run = files.new_file.environment;
  if (!files.across) {
    ASSAY_RETURN_IF_ERROR(CheckComparable(old_run, new_run));
    for (const auto& confirming : {files.old_confirming, files.new_confirming}) {
      if (confirming.has_value()) ASSAY_RETURN_IF_ERROR(CheckComparable(new_run, confirming->environment));
    }
  }
  Comparison comparison = FileComparer(files).Compare();
  for (const std::string& difference : EnvironmentDifferences(old_run, new_run)) comparison.notes.push_back(difference);
  return comparison;
}

}  // namespace assay
