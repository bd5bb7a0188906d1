#include "weights/fetch/progress.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

namespace assay {
namespace {

double MiB(double bytes) { return bytes / (1 << 20); }

}  // namespace

std::string DownloadPace::Text(const std::string& name, int64_t done, int64_t total, absl::Time now) {
  // Another file, or one that starts over. What a resumed one had before counts for no rate.
  if (name != name_ || done < start_done_) {
    name_ = name;
    start_done_ = done;
    start_ = now;
  }
  const double seconds = absl::ToDoubleSeconds(now - start_);
  const double rate = seconds < 0.2 ? 0 : static_cast<double>(done - start_done_) / seconds;
  std::string text = name;
  if (total > 0) {
    absl::StrAppendFormat(&text, "  %3d%%  %.1f of %.1f MiB", static_cast<int>(100 * done / total), MiB(done),
                          MiB(total));
  } else {
    absl::StrAppendFormat(&text, "  %.1f MiB", MiB(done));
  }
  if (rate > 0) absl::StrAppendFormat(&text, "  %.1f MiB/s", MiB(rate));
  if (rate > 0 && total > done) {
    const auto left = static_cast<int64_t>(static_cast<double>(total - done) / rate + 0.5);
    text += left < 120 ? absl::StrFormat("  %d s left", left) : absl::StrFormat("  %d min left", (left + 30) / 60);
  }
  return text;
}

DownloadReporter::DownloadReporter() : on_terminal_(isatty(STDERR_FILENO) == 1) {}

DownloadEvents DownloadReporter::Events() {
  return {.say = [this](const std::string& line) { Say(line); },
          .progress = [this](const std::string& name, int64_t done, int64_t total) { Show(name, done, total); }};
}

void DownloadReporter::Show(const std::string& name, int64_t done, int64_t total) {
  const absl::Time now = absl::Now();
  const std::string text = pace_.Text(name, done, total, now);
  if (name != name_) {
    name_ = name;
    last_ = on_terminal_ ? absl::InfinitePast() : now;
  }
  const bool whole = done == total;
  if (now - last_ < (on_terminal_ ? absl::Milliseconds(100) : absl::Seconds(5)) && !(whole && on_terminal_)) return;
  last_ = now;
  if (!on_terminal_) return Say(text);
  if (line_ == nullptr) line_ = std::make_unique<ProgressLine>();
  line_->Show(text);
  if (whole) line_.reset();
}

void DownloadReporter::Say(const std::string& line) {
  line_.reset();
  std::fprintf(stderr, "assay: %s\n", line.c_str());
}

}  // namespace assay
