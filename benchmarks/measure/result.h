// What was measured of a row, and the file of all rows (schema assay.bench/1) that `assay bench compare` reads.
//
//   ResultsFile results;
//   results.Describe("libtorch", "2.11.0");
//   results.Add(row_result);
//   ASSAY_RETURN_IF_ERROR(results.Write("run.json"));
#ifndef ASSAY_BENCHMARKS_MEASURE_RESULT_H_
#define ASSAY_BENCHMARKS_MEASURE_RESULT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "benchmarks/measure/limit.h"
#include "benchmarks/measure/statistics.h"

namespace assay {

enum class RowStatus {
  kScored,
  kUnscored,         // the figure is none: the machine was throttled, the build is a debug build, or a smoke run
  kWrong,            // the answer is
  kFasterThanLimit,  // the formula of the limit is wrong, or the timer
};

std::string RowStatusName(RowStatus status);  // "SCORED", ...

struct RowResult {
  std::string name = {};
  Column column = Column::kHot;
  RowStatus status = RowStatus::kScored;
  std::string reason = {};  // why it is not scored
  std::string unmet = {};   // what the samples lack of what was wanted; the row is scored nevertheless
  std::string combination = {};
  std::vector<double> samples = {};  // seconds of one iteration, as they came
  int64_t dropped = 0;               // samples while the device was throttled
  RowWork work = {};
  std::optional<Limit> limit = {};
  double sm_mhz = 0;                       // the median over the samples; 0: not known
  std::vector<std::string> throttle = {};  // why samples were dropped
  int64_t peak_memory = 0;
  int64_t reserved_memory = 0;

  double Seconds() const;  // the median
  std::optional<Interval> SecondsInterval() const;
};

// Several results of one row and column, of repetitions, become one row with its runs.
class ResultsFile {
 public:
  void Describe(const std::string& field, const std::string& value) { environment_[field] = value; }
  void Add(RowResult result);

  // The document. Rows stand in the order in which they were first added.
  std::string Json() const;

  // Errors: AtomicFile's.
  absl::Status Write(const std::string& path) const;

 private:
  std::map<std::string, std::string> environment_;
  std::vector<std::vector<RowResult>> rows_;
};

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_RESULT_H_
