// Twenty small pieces of CPU work of different kinds, on which the comparer's error rates are measured.
//
//   for (const SuiteRow& row : SuiteRows()) row.prepare()(/*unit=*/0);
//
// An iteration of a row is `units` equal units of work, one after the other, so that a slowdown of 3 % can be planted
// by doing 3 % more units: real work, not a delay that a clock would see and a cache would not.
#ifndef ASSAY_BENCHMARKS_COMPARE_SUITE_ROWS_H_
#define ASSAY_BENCHMARKS_COMPARE_SUITE_ROWS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace assay {

struct SuiteRow {
  std::string name;
  int units = 100;
  // Makes the row's inputs, the same in every process, and returns what does the unit with that index: its result's
  // digest, the same each time.
  std::function<std::function<uint64_t(int unit)>()> prepare;
};

// The rows in the order of their names.
std::vector<SuiteRow> SuiteRows();

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_SUITE_ROWS_H_
