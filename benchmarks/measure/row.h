// One row of a benchmark program: what it prepares, what it repeats, and how it is checked.
//
//   RegisterRow({.name = "Resize/chelsea.png/256", .prepare = []() -> absl::StatusOr<Prepared> {
//     auto image = std::make_shared<Image>(...);
//     auto resized = std::make_shared<Image>();
//     return Prepared{.run = [=](int64_t) { *resized = Resize(*image, 256); },
//                     .check = [=] { return CheckEqual(*resized, Golden()); },
//                     .work = {.bytes = ..., .items = 1, .item = "images"},
//                     .is_single_threaded = true};
//   }});
//
// A row is prepared when its turn comes and forgotten when it is done, so that a program may have hundreds.
#ifndef ASSAY_BENCHMARKS_MEASURE_ROW_H_
#define ASSAY_BENCHMARKS_MEASURE_ROW_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benchmarks/measure/limit.h"
#include "benchmarks/measure/timer.h"

namespace assay {

struct Prepared {
  // One iteration. A row whose inputs would lie in a cache after the first rotates them: it takes the number's rest.
  std::function<void(int64_t)> run = {};
  // Called after the timing, on the very buffers that the last iteration wrote. Required: a wrong answer is no figure.
  std::function<absl::Status()> check = {};
  RowWork work = {};
  bool is_single_threaded = false;  // it is pinned then
  // The device's; null: the CPU's.
  std::shared_ptr<Timer> timer = {};
  // Of the device that `timer` belongs to; where they are 0 for the CPU, it is measured when the first row needs it.
  Ceilings ceilings = {};
};

struct Row {
  std::string name = {};  // "Forward/resnet50/batch:8/float32/eager"
  std::function<absl::StatusOr<Prepared>()> prepare = {};
  std::vector<Column> columns = {Column::kHot};
  // The sha256 of the lock's files that say what is measured: two figures are of one thing where it is equal.
  std::string combination = {};
};

// Makes it rows of Google Benchmark's, one a column: "NAME" is hot, "NAME/cold" cold.
void RegisterRow(Row row);

// What the results say of the machine beside what the library finds itself: ("libtorch", "2.11.0").
void DescribeMachine(const std::string& field, const std::string& value);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_ROW_H_
