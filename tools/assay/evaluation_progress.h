// How far an evaluation is, as its user sees it: on a terminal one line that moves, else a line every half minute.
//
//   EvaluationReporter reporter;
//   options.progress = [&](const EvaluateProgress& done) { reporter.Show(done); };
//   // 12,800 of 50,000 images  acc@1 71.91 %  84 images/s  7 min left
#ifndef ASSAY_TOOLS_ASSAY_EVALUATION_PROGRESS_H_
#define ASSAY_TOOLS_ASSAY_EVALUATION_PROGRESS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "harness/accuracy/evaluate.h"
#include "tools/base/progress_line.h"

namespace assay {

// "12,800".
std::string Grouped(int64_t number);

// The images of other evaluations that share one clock with this one: those that are done, and those that will follow.
struct OtherEvaluations {
  int64_t before = 0;
  int64_t after = 0;
};

// `done` in words; `earlier` images came from another process' journal and count for no rate. Rate and time left are
// those of all evaluations together.
std::string ProgressText(const EvaluateProgress& done, int64_t earlier, absl::Duration elapsed,
                         const OtherEvaluations& others = {});

class EvaluationReporter {
 public:
  explicit EvaluationReporter(int64_t earlier = 0);

  // A line of its own, and the moving one after it.
  void Say(const std::string& line);

  // `prefix` stands before the progress: "[3/17] BGR order  ".
  void Show(const EvaluateProgress& done, const std::string& prefix = "", const OtherEvaluations& others = {});

  // Removes the moving line.
  void Finish() { line_.reset(); }

 private:
  const bool on_terminal_;
  const int64_t earlier_;
  const absl::Time start_;
  absl::Time last_;
  std::unique_ptr<ProgressLine> line_;
};

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_EVALUATION_PROGRESS_H_
