// Results files for tests, from numbers.
#ifndef ASSAY_BENCHMARKS_COMPARE_TESTING_FILES_H_
#define ASSAY_BENCHMARKS_COMPARE_TESTING_FILES_H_

#include <string>
#include <utility>
#include <vector>

#include "benchmarks/compare/run_file.h"

namespace assay::testing_files {

inline RunRow RowOf(std::string name, std::vector<std::vector<double>> runs) {
  return {.name = std::move(name), .column = "hot", .runs = std::move(runs)};
}

// `count` runs of three samples around `seconds`, a little apart from each other.
inline RunRow SteadyRow(std::string name, double seconds, int count) {
  RunRow row = RowOf(std::move(name), {});
  for (int i = 0; i < count; ++i) {
    const double middle = seconds * (1 + 0.0005 * (i * 7 % 5));
    row.runs.push_back({middle, middle * 1.001, middle * 0.999});
  }
  return row;
}

inline RunFile FileOf(std::string path, std::vector<RunRow> rows) {
  return {.path = std::move(path),
          .environment = {.processor = "Xeon", .cores = 2, .commit = "abc", .build_mode = "opt"},
          .rows = std::move(rows)};
}

}  // namespace assay::testing_files

#endif  // ASSAY_BENCHMARKS_COMPARE_TESTING_FILES_H_
