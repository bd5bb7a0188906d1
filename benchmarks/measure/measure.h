// Measures one row: warm-up, samples until the median is known, the check of the answer, the limit.
//
//   const RowResult result = MeasureRow(row, Column::kHot, {});
//   if (result.status != RowStatus::kScored) ...   // its reason says why
#ifndef ASSAY_BENCHMARKS_MEASURE_MEASURE_H_
#define ASSAY_BENCHMARKS_MEASURE_MEASURE_H_

#include "benchmarks/measure/result.h"
#include "benchmarks/measure/row.h"
#include "benchmarks/measure/stopping.h"

namespace assay {

struct MeasureOptions {
  StopRule stop = {};
  double warm_up_seconds = 0.2;
  // A hot sample runs so many iterations that it takes this long: a clock's own steps and calls then do not show.
  double sample_seconds = 1e-3;
  // One iteration and its check alone: that it runs, not how fast.
  bool is_smoke = false;
  // Beyond it the machine, not the row, decides the figure.
  double most_dropped = 0.5;
};

// What preparing, running or checking the row says is wrong, or throws, is the result's.
RowResult MeasureRow(const Row& row, Column column, const MeasureOptions& options);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_MEASURE_H_
