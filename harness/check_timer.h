// Runs one check and times it.
#ifndef ASSAY_HARNESS_CHECK_TIMER_H_
#define ASSAY_HARNESS_CHECK_TIMER_H_

#include <chrono>
#include <string>
#include <utility>

#include "harness/result.h"

namespace assay {

// Units: seconds since construction.
class Stopwatch {
 public:
  double Seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Appends a check made by `body`, which gets it to fill in.
template <class Body>
Check& RunCheck(CombinationResult& result, const std::string& name, Body body) {
  Check check{.name = name, .summary = name};
  const Stopwatch stopwatch;
  body(check);
  check.seconds = stopwatch.Seconds();
  result.checks.push_back(std::move(check));
  return result.checks.back();
}

}  // namespace assay

#endif  // ASSAY_HARNESS_CHECK_TIMER_H_
