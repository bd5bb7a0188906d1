// When a row has samples enough: when its median is known to a wanted precision, or when its time is up.
//
//   StopDecision decision;
//   while (!(decision = ShouldStop(samples, seconds_so_far, rule)).stop) samples.push_back(Time(...));
//   if (!decision.unmet.empty()) ...   // "known to 2.3 %, not 1 % (412 samples, 10 s)"
#ifndef ASSAY_BENCHMARKS_MEASURE_STOPPING_H_
#define ASSAY_BENCHMARKS_MEASURE_STOPPING_H_

#include <cstddef>
#include <string>
#include <vector>

namespace assay {

struct StopRule {
  double noise = 0.01;          // half the median's interval over the median
  size_t fewest = 20;           // below, the interval of a lucky few is narrow
  size_t most = 100000;         // of memory, not of time
  double fewest_seconds = 0.2;  // so that the row sees more than one mood of the machine
  double most_seconds = 5;      // of wall time, warm-up excluded
};

struct StopDecision {
  bool stop = false;
  std::string unmet = {};  // the criterion that was not met when the time was up, in words; empty where all were
};

// `samples` in any order.
StopDecision ShouldStop(std::vector<double> samples, double seconds, const StopRule& rule);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_STOPPING_H_
