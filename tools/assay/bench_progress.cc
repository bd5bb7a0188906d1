#include "tools/assay/bench_progress.h"

#include <unistd.h>

#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tools/assay/table.h"

namespace assay {
namespace {

constexpr absl::Duration kBetweenLines = absl::Seconds(30);
constexpr absl::Duration kBetweenMoves = absl::Milliseconds(200);

std::string Left(absl::Duration left) {
  if (left >= absl::Minutes(2)) return absl::StrCat(absl::ToInt64Minutes(left), " min left");
  return absl::StrCat(absl::ToInt64Seconds(left), " s left");
}

}  // namespace

std::string BenchProgressText(const InterleaveProgress& progress, absl::Duration elapsed) {
  std::string text = absl::StrCat(progress.stage, ": ", progress.done, " of ", progress.total, " runs");
  if (progress.done > 0) {
    const absl::Duration left = elapsed / progress.done * (progress.total - progress.done);
    absl::StrAppend(&text, ", ", Left(left));
  }
  return absl::StrCat(text, "  ", Printable(progress.row));
}

BenchReporter::BenchReporter() : on_terminal_(isatty(STDERR_FILENO) == 1), last_(absl::Now()) {}

void BenchReporter::Show(const InterleaveProgress& progress) {
  const absl::Time now = absl::Now();
  const bool new_stage = progress.stage != stage_;
  if (new_stage) {
    stage_ = progress.stage;
    stage_start_ = now;
  }
  if (now - last_ < (on_terminal_ ? kBetweenMoves : kBetweenLines) && !(on_terminal_ && new_stage)) return;
  last_ = now;
  const std::string text = BenchProgressText(progress, now - stage_start_);
  if (on_terminal_) {
    line_.Show(text);
  } else {
    std::cerr << text << std::endl;
  }
}

}  // namespace assay
