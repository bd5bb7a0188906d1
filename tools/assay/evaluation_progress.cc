#include "tools/assay/evaluation_progress.h"

#include <unistd.h>

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

namespace assay {
namespace {

std::string TimeLeft(double seconds) {
  if (seconds < 120) return absl::StrFormat("%.0f s left", seconds);
  if (seconds < 2 * 3600) return absl::StrFormat("%.0f min left", seconds / 60);
  return absl::StrFormat("%.1f h left", seconds / 3600);
}

}  // namespace

std::string Grouped(int64_t number) {
  std::string text = absl::StrCat(number);
  for (int64_t at = static_cast<int64_t>(text.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
    text.insert(static_cast<size_t>(at), 1, ',');
  return text;
}

std::string ProgressText(const EvaluateProgress& done, int64_t earlier, absl::Duration elapsed,
                         const OtherEvaluations& others) {
  std::string text = absl::StrCat(Grouped(done.images), " of ", Grouped(done.of), " images");
  if (done.images > 0)
    absl::StrAppendFormat(&text, "  acc@1 %.2f %%", 100.0 * static_cast<double>(done.correct) / done.images);
  const double seconds = absl::ToDoubleSeconds(elapsed);
  const double rate = seconds < 0.2 ? 0 : static_cast<double>(others.before + done.images - earlier) / seconds;
  if (rate <= 0) return text;
  absl::StrAppendFormat(&text, "  %.*f images/s", rate < 10 ? 1 : 0, rate);
  const int64_t left = done.of - done.images + others.after;
  if (left > 0) absl::StrAppend(&text, "  ", TimeLeft(static_cast<double>(left) / rate));
  return text;
}

EvaluationReporter::EvaluationReporter(int64_t earlier)
    : on_terminal_(isatty(STDERR_FILENO) == 1),
      earlier_(earlier),
      start_(absl::Now()),
      last_(on_terminal_ ? absl::InfinitePast() : start_) {}

void EvaluationReporter::Say(const std::string& line) {
  line_.reset();
  std::fprintf(stderr, "assay: %s\n", line.c_str());
}

void EvaluationReporter::Show(const EvaluateProgress& done, const std::string& prefix, const OtherEvaluations& others) {
  const absl::Time now = absl::Now();
  if (now - last_ < (on_terminal_ ? absl::Milliseconds(100) : absl::Seconds(30))) return;
  last_ = now;
  const std::string text = absl::StrCat(prefix, ProgressText(done, earlier_, now - start_, others));
  if (!on_terminal_) return Say(text);
  if (line_ == nullptr) line_ = std::make_unique<ProgressLine>();
  line_->Show(text);
}

}  // namespace assay
