// How far `assay bench ab` is: on a terminal one line that moves, else a line every half minute.
#ifndef ASSAY_TOOLS_ASSAY_BENCH_PROGRESS_H_
#define ASSAY_TOOLS_ASSAY_BENCH_PROGRESS_H_

#include <string>

#include "absl/time/time.h"
#include "benchmarks/compare/interleave.h"
#include "tools/base/progress_line.h"

namespace assay {

// "deciding: 120 of 800 runs, 15 s left  sort/numbers"; `elapsed` is the stage's.
std::string BenchProgressText(const InterleaveProgress& progress, absl::Duration elapsed);

class BenchReporter {
 public:
  BenchReporter();

  void Show(const InterleaveProgress& progress);

 private:
  const bool on_terminal_;
  std::string stage_;
  absl::Time stage_start_;
  absl::Time last_;
  ProgressLine line_;
};

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_BENCH_PROGRESS_H_
