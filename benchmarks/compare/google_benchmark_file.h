// Google Benchmark's own results: what --benchmark_format=json prints.
#ifndef ASSAY_BENCHMARKS_COMPARE_GOOGLE_BENCHMARK_FILE_H_
#define ASSAY_BENCHMARKS_COMPARE_GOOGLE_BENCHMARK_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "benchmarks/compare/json_fields.h"
#include "benchmarks/compare/run_file.h"

namespace assay {

bool IsGoogleBenchmarkJson(const InputJson& json);

// Each repetition is a sample: its real_time, a mean over its iterations. Aggregates (means, medians, ...) are passed
// over, since what they are made of is there; a benchmark that reported an error is WRONG.
// Errors: InvalidArgument, naming the row: aggregates alone (--benchmark_report_aggregates_only), an unknown time_unit.
absl::StatusOr<RunFile> ReadGoogleBenchmark(const InputJson& json, const std::string& path);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_GOOGLE_BENCHMARK_FILE_H_
