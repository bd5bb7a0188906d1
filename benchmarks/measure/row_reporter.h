// The table of rows as a person reads it, while they run.
//
//   row                                              median            interval    images/s  limit
//   Forward/mobilenet_v2/float32/eager/batch:1      9.87 ms    9.81 to 9.95 ms         101   31 % (compute)
#ifndef ASSAY_BENCHMARKS_MEASURE_ROW_REPORTER_H_
#define ASSAY_BENCHMARKS_MEASURE_ROW_REPORTER_H_

#include <benchmark/benchmark.h>

#include <string>

#include "benchmarks/measure/result.h"

namespace assay {

// Of Google Benchmark's runs it prints the row's label, which TableCells made.
class RowReporter final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;

 private:
  size_t name_width_ = 0;
};

// The row's figures in columns, and what is to be known of them behind.
std::string TableCells(const RowResult& result);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_ROW_REPORTER_H_
