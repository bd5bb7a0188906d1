#include "benchmarks/compare/interleave.h"

#include <algorithm>
#include <filesystem>
#include <random>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "benchmarks/compare/run_binary.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr const char* kSides[] = {"old", "new"};

absl::Status OfSide(int side, const std::string& filter, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat("the ", kSides[side], " program", filter.empty() ? "" : " at ",
                                                  filter, ": ", status.message()));
}

bool SaysWrong(const RunFile& file) {
  return std::any_of(file.rows.begin(), file.rows.end(), [](const RunRow& row) {
    return row.status == RowStatus::kWrong || row.status == RowStatus::kFasterThanLimit;
  });
}

int Badness(RowStatus status) {
  switch (status) {
    case RowStatus::kScored:
      return 0;
    case RowStatus::kUnscored:
      return 1;
    case RowStatus::kWrong:
    case RowStatus::kFasterThanLimit:
      return 2;
  }
  return 0;
}

}  // namespace

void NoteStatus(RowStatus status, const std::string& said, RowStatus& worst, std::string& reason) {
  if (Badness(status) <= Badness(worst)) return;
  worst = status;
  reason = said;
}

std::string FilterOf(const std::string& name) {
  std::string filter = "^";
  for (const char c : name) {
    if (std::string("\\^$.|?*+()[]{}").find(c) != std::string::npos) filter += '\\';
    filter += c;
  }
  return filter + "(/|$)";
}

absl::StatusOr<Interleaver> Interleaver::Make(Program old_program, Program new_program, InterleaveOptions options) {
  ASSAY_ASSIGN_OR_RETURN(TemporaryFolder folder, TemporaryFolder::Make("assay-bench"));
  return Interleaver(std::move(old_program), std::move(new_program), std::move(options), std::move(folder));
}

Interleaver::Interleaver(Program old_program, Program new_program, InterleaveOptions options, TemporaryFolder folder)
    : programs_{std::move(old_program), std::move(new_program)},
      options_(std::move(options)),
      folder_(std::move(folder)),
      random_(options_.seed != 0 ? options_.seed : std::random_device()()) {}

absl::Status Interleaver::Scout() {
  for (int side = 0; side < 2; ++side) {
    options_.progress({.stage = "scouting", .row = kSides[side], .done = side, .total = 2});
    ASSAY_ASSIGN_OR_RETURN(scouted_[side], Run(side, options_.filter));
  }
  return absl::OkStatus();
}

absl::StatusOr<RunFile> Interleaver::Run(int side, const std::string& filter) {
  const std::string out = absl::StrCat(folder_.path(), "/run.json");
  std::error_code ignored;
  std::filesystem::remove(out, ignored);
  std::vector<std::string> words = programs_[side];
  words.push_back(absl::StrCat("--assay_out=", out));
  if (!filter.empty()) words.push_back(absl::StrCat("--benchmark_filter=", filter));
  const absl::StatusOr<BinaryEnd> end = RunBinary(words, options_.timeout);
  if (!end.ok()) return OfSide(side, filter, end.status());
  const bool wrote = std::filesystem::exists(out, ignored);
  absl::StatusOr<RunFile> file =
      wrote ? ReadRunFile(out)
            : absl::FailedPreconditionError(absl::StrCat(programs_[side][0], " wrote no results for --assay_out="));
  // A program whose rows are wrong ends with an error too, but says which.
  if (end->exit_code != 0 && !(file.ok() && SaysWrong(*file))) {
    return OfSide(side, filter,
                  absl::FailedPreconditionError(absl::StrCat(
                      programs_[side][0], " ended with ", end->exit_code,
                      end->last_words.empty() ? "" : absl::StrCat("; its last words: ", end->last_words))));
  }
  if (!file.ok()) return OfSide(side, filter, file.status());
  return file;
}

absl::StatusOr<std::map<std::string, MeasuredRow>> Interleaver::Measure(const std::string& stage,
                                                                        std::vector<std::string> names, int rounds) {
  std::map<std::string, MeasuredRow> measured;
  const int total = 4 * rounds * static_cast<int>(names.size());
  int done = 0;
  for (int round = 0; round < rounds; ++round) {
    for (size_t i = names.size(); i > 1; --i) std::swap(names[i - 1], names[random_.Below(i)]);
    for (const std::string& name : names) {
      options_.progress({.stage = stage, .row = name, .done = done, .total = total});
      ASSAY_RETURN_IF_ERROR(MeasureRound(name, measured));
      done += 4;
    }
  }
  return measured;
}

namespace {

// A round of the row with that key, from either side's two files; none where a run was not scored. False where a file
// does not have the row.
bool AddRound(const std::string& key, const std::array<std::vector<RunFile>, 2>& files, bool new_first,
              std::map<std::string, MeasuredRow>& measured) {
  std::array<std::array<const RunRow*, 2>, 2> rows;
  for (int side = 0; side < 2; ++side) {
    for (int i = 0; i < 2; ++i) {
      rows[side][i] = files[side][i].Find(key);
      if (rows[side][i] == nullptr) return false;
    }
  }
  MeasuredRow& row = measured[key];
  Round round = {.new_first = new_first};
  bool scored = true;
  for (int i = 0; i < 2; ++i) {
    const RunRow &was = *rows[0][i], &is = *rows[1][i];
    NoteStatus(was.status, was.reason, row.old_status, row.reason);
    NoteStatus(is.status, is.reason, row.new_status, row.reason);
    if (was.status != RowStatus::kScored || is.status != RowStatus::kScored) {
      scored = false;
      continue;
    }
    round.old_runs[i] = was.runs[0];
    round.new_runs[i] = is.runs[0];
  }
  if (scored) row.rounds.push_back(std::move(round));
  return true;
}

}  // namespace

absl::Status Interleaver::MeasureRound(const std::string& name, std::map<std::string, MeasuredRow>& measured) {
  const bool new_first = random_.Coin();
  std::array<std::vector<RunFile>, 2> files;
  for (const int turn : {0, 1, 1, 0}) {
    const int side = new_first ? 1 - turn : turn;
    ASSAY_ASSIGN_OR_RETURN(RunFile file, Run(side, FilterOf(name)));
    files[side].push_back(std::move(file));
  }
  bool found = false;
  for (const RunRow& row : files[0][0].rows) {
    if (row.name == name) found = AddRound(row.Key(), files, new_first, measured) || found;
  }
  if (found) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("the row ", name, " came when all rows were run, and not with ",
                                                    "--benchmark_filter=", FilterOf(name), " alone"));
}

}  // namespace assay
