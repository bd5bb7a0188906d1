// One line on standard error that says how far a long run is, and goes when it is done. On a terminal only.
#ifndef ASSAY_TOOLS_BASE_PROGRESS_LINE_H_
#define ASSAY_TOOLS_BASE_PROGRESS_LINE_H_

#include <unistd.h>

#include <cstdio>
#include <string>

namespace assay {

class ProgressLine {
 public:
  ProgressLine() = default;
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() {
    if (shown_) Write("");
  }

  // Replaces the line.
  void Show(const std::string& text) {
    Write(text);
    shown_ = true;
  }

 private:
  // Back to the line's start, erase to its end, write.
  void Write(const std::string& text) const {
    if (on_terminal_) std::fprintf(stderr, "\r\033[K%s", text.c_str());
  }

  const bool on_terminal_ = isatty(STDERR_FILENO) == 1;
  bool shown_ = false;
};

}  // namespace assay

#endif  // ASSAY_TOOLS_BASE_PROGRESS_LINE_H_
