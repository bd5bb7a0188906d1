#include "benchmarks/compare/ab.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "benchmarks/compare/environment_differences.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

using Rows = std::map<std::string, MeasuredRow>;

// For PairRows: what the rounds said of one side.
RunRow SideOf(const std::string& key, RowStatus status, const MeasuredRow& measured) {
  return {.name = key, .status = status, .reason = measured.reason, .runs = {{1.0}}};
}

// The first look has a share that halves of it double to the whole.
int RoundsAtLook(const AbRequest& request, int look) {
  const int share = 1 << (request.rule.looks - look);
  return std::max(1, request.confirm_rounds / share);
}

class AbRun {
 public:
  AbRun(const AbRequest& request, Interleaver& runs) : request_(request), runs_(runs) {}

  absl::StatusOr<AbResult> Run() {
    ASSAY_RETURN_IF_ERROR(Prepare());
    ASSAY_ASSIGN_OR_RETURN(result_.deciding, runs_.Measure("deciding", NamesOf(comparison().rows), request_.rounds));
    const std::vector<size_t> measured = TakeRounds(result_.deciding, request_.rounds);
    std::vector<RowEvidence> evidence;
    for (const size_t row : measured) evidence.push_back(Decide(comparison().rows[row].key));
    ASSAY_RETURN_IF_ERROR(Confirm(measured, evidence));
    SetJudgements(measured, evidence, comparison());
    for (const size_t row : measured) CheckConfirmed(comparison().rows[row]);
    for (const size_t row : measured) Explain(comparison().rows[row]);
    comparison().remedy = "--rounds= higher, for suspects --confirm-rounds=";
    return std::move(result_);
  }

 private:
  Comparison& comparison() { return result_.comparison; }

  absl::Status Prepare() {
    ASSAY_RETURN_IF_ERROR(runs_.Scout());
    const RunFile &was = runs_.old_scouted(), &is = runs_.new_scouted();
    if (!request_.across) ASSAY_RETURN_IF_ERROR(CheckComparable(was.environment, is.environment));
    comparison().old_name = request_.old_program[0];
    comparison().new_name = request_.new_program[0];
    comparison().notes = EnvironmentDifferences(was.environment, is.environment);
    comparison().environment = is.environment;
    comparison().rule = request_.rule;
    ASSAY_ASSIGN_OR_RETURN(noise_, request_.noise_of(is.environment));
    comparison().noise_measured = !noise_.empty();
    for (const RunRow& row : was.rows) AddRow(row.Key(), &row, is.Find(row.Key()));
    for (const RunRow& row : is.rows) {
      if (was.Find(row.Key()) == nullptr) AddRow(row.Key(), nullptr, &row);
    }
    return absl::OkStatus();
  }

  void AddRow(const std::string& key, const RunRow* old_row, const RunRow* new_row) {
    comparison().rows.push_back(PairRows(key, old_row, new_row));
    if (old_row != nullptr) names_[key] = old_row->name;
  }

  // Of the rows that can be compared.
  std::vector<std::string> NamesOf(const std::vector<RowComparison>& rows) const {
    std::set<std::string> names;
    for (const RowComparison& row : rows) {
      if (row.measured) names.insert(names_.at(row.key));
    }
    return {names.begin(), names.end()};
  }

  // The rows that the rounds say something about, by index; the others get their verdict.
  std::vector<size_t> TakeRounds(const Rows& measured, int rounds) {
    std::vector<size_t> taken;
    for (size_t i = 0; i < comparison().rows.size(); ++i) {
      RowComparison& row = comparison().rows[i];
      if (!row.measured) continue;
      const auto measured_row = measured.find(row.key);
      if (measured_row == measured.end()) {
        row = {.key = row.key, .verdict = Verdict::kMissing, .reason = "it came with all rows, and not alone"};
        continue;
      }
      const MeasuredRow& found = measured_row->second;
      RunRow was = SideOf(row.key, found.old_status, found), is = SideOf(row.key, found.new_status, found);
      // Some rounds may be lost to a throttled clock.
      if (2 * static_cast<int>(found.rounds.size()) >= rounds) {
        if (was.status == RowStatus::kUnscored) was.status = RowStatus::kScored;
        if (is.status == RowStatus::kUnscored) is.status = RowStatus::kScored;
      }
      row = PairRows(row.key, &was, &is);
      if (row.measured) taken.push_back(i);
    }
    return taken;
  }

  RowEvidence Decide(const std::string& key) const {
    RowEvidence evidence;
    const std::vector<Round>& rounds = result_.deciding.at(key).rounds;
    evidence.deciding = EvidenceOfRounds(rounds);
    evidence.deciding_threshold = ThresholdOf(request_.rule, noise_, key, rounds);
    return evidence;
  }

  // Measures the suspects again, at each look those that the one before could not tell.
  absl::Status Confirm(const std::vector<size_t>& measured, std::vector<RowEvidence>& evidence) {
    std::vector<size_t> open;  // of `measured`
    for (size_t i = 0; i < measured.size(); ++i) {
      if (IsSuspect(evidence[i].deciding, request_.rule.threshold)) open.push_back(i);
    }
    int done = 0;
    for (int look = 1; look <= request_.rule.looks && !open.empty(); ++look) {
      const int rounds = RoundsAtLook(request_, look);
      ASSAY_RETURN_IF_ERROR(MeasureAgain(absl::StrCat("confirming (", look, " of ", request_.rule.looks, ")"), measured,
                                         open, rounds - done));
      done = rounds;
      for (const size_t i : open) SetConfirming(comparison().rows[measured[i]].key, done, evidence[i]);
      const std::vector<Judgement> judgements = JudgeSuite(evidence, request_.rule);
      open.erase(std::remove_if(open.begin(), open.end(),
                                [&](size_t i) { return judgements[i].verdict != Verdict::kUndecided; }),
                 open.end());
    }
    return absl::OkStatus();
  }

  absl::Status MeasureAgain(const std::string& stage, const std::vector<size_t>& measured,
                            const std::vector<size_t>& open, int rounds) {
    std::vector<RowComparison> suspects;
    for (const size_t i : open) suspects.push_back(comparison().rows[measured[i]]);
    ASSAY_ASSIGN_OR_RETURN(Rows more, runs_.Measure(stage, NamesOf(suspects), rounds));
    for (const RowComparison& suspect : suspects) {
      const auto found = more.find(suspect.key);
      // Its row was there in each round until now.
      if (found == more.end()) continue;
      MeasuredRow& kept = result_.confirming[suspect.key];
      std::move(found->second.rounds.begin(), found->second.rounds.end(), std::back_inserter(kept.rounds));
      NoteStatus(found->second.old_status, found->second.reason, kept.old_status, kept.reason);
      NoteStatus(found->second.new_status, found->second.reason, kept.new_status, kept.reason);
    }
    return absl::OkStatus();
  }

  // It was right when it was scouted, and until it was measured again.
  void CheckConfirmed(RowComparison& row) const {
    const auto found = result_.confirming.find(row.key);
    if (found == result_.confirming.end()) return;
    const RunRow was = SideOf(row.key, found->second.old_status, found->second);
    const RunRow is = SideOf(row.key, found->second.new_status, found->second);
    const RowComparison paired = PairRows(row.key, &was, &is);
    if (paired.verdict == Verdict::kWrong) row = paired;
  }

  void SetConfirming(const std::string& key, int done, RowEvidence& evidence) {
    const std::vector<Round>& rounds = result_.confirming[key].rounds;
    if (2 * static_cast<int>(rounds.size()) < done) return;
    evidence.confirming = EvidenceOfRounds(rounds);
    evidence.confirming_threshold = ThresholdOf(request_.rule, noise_, key, rounds);
  }

  static void Explain(RowComparison& row) {
    if (row.verdict != Verdict::kUndecided) return;
    row.reason = "the interval is too wide";
  }

  const AbRequest& request_;
  Interleaver& runs_;
  MachineNoise noise_;
  std::map<std::string, std::string> names_;  // by key
  AbResult result_;
};

}  // namespace

double ThresholdOf(const VerdictRule& rule, const MachineNoise& noise, const std::string& key,
                   const std::vector<Round>& rounds) {
  return std::max(rule.threshold, noise.Interleaved(key, static_cast<int>(rounds.size())));
}

absl::StatusOr<AbResult> RunAb(const AbRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(Interleaver runs, Interleaver::Make(request.old_program, request.new_program, request.runs));
  return AbRun(request, runs).Run();
}

absl::StatusOr<MachineNoise> RunAa(const AbRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(Interleaver runs, Interleaver::Make(request.old_program, request.old_program, request.runs));
  ASSAY_RETURN_IF_ERROR(runs.Scout());
  std::set<std::string> names;
  std::vector<std::string> refused;
  for (const RunRow& row : runs.old_scouted().rows) {
    names.insert(row.name);
    if (row.status != RowStatus::kScored) refused.push_back(absl::StrCat(row.Key(), " (", StatusName(row.status), ")"));
  }
  if (!refused.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("noise is measured of rows that are scored; these are not: ", absl::StrJoin(refused, ", ")));
  }
  ASSAY_ASSIGN_OR_RETURN(const Rows measured, runs.Measure("measuring", {names.begin(), names.end()}, request.rounds));
  MachineNoise noise;
  noise.machine = runs.old_scouted().environment;
  const std::string date = absl::FormatTime("%Y-%m-%d", absl::Now(), absl::UTCTimeZone());
  for (const auto& [key, row] : measured) {
    if (!row.rounds.empty()) noise.rows[key] = NoiseOfRounds(row.rounds, date);
  }
  if (noise.empty()) return absl::FailedPreconditionError("no round was scored: see the programs' own results");
  return noise;
}

}  // namespace assay
