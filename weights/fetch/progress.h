// Downloads as their user sees them: on a terminal one line that moves, else a line every few seconds.
//
//   DownloadReporter reporter;
//   options.events = reporter.Events();
//   // resnet50-11ad3fa6.pth   42%  41.2 of 97.8 MiB  11.3 MiB/s  5 s left
#ifndef ASSAY_WEIGHTS_FETCH_PROGRESS_H_
#define ASSAY_WEIGHTS_FETCH_PROGRESS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "tools/base/progress_line.h"
#include "weights/fetch/download.h"

namespace assay {

// A download's rate over the last seconds, in words.
class DownloadPace {
 public:
  // `total` is -1 where nobody knows.
  std::string Text(const std::string& name, int64_t done, int64_t total, absl::Time now);

 private:
  std::string name_;
  int64_t start_done_ = 0;
  absl::Time start_;
};

// One download at a time. The events are valid as long as the reporter.
class DownloadReporter {
 public:
  DownloadReporter();
  DownloadEvents Events();

 private:
  void Show(const std::string& name, int64_t done, int64_t total);
  void Say(const std::string& line);

  const bool on_terminal_;
  std::unique_ptr<ProgressLine> line_;
  DownloadPace pace_;
  std::string name_;
  absl::Time last_ = absl::InfinitePast();
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_FETCH_PROGRESS_H_
