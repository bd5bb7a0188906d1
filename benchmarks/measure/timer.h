// A device's clock: how long iterations take there, and in what state it was meanwhile.
//
//   std::unique_ptr<Timer> timer = MakeCpuTimer();
//   const double seconds = timer->Time([&](int64_t i) { Run(inputs[i % inputs.size()]); }, first, batch);
//
// What runs on a GPU is started by the CPU and timed by the GPU: benchmarks/measure/cuda_timer.h.
#ifndef ASSAY_BENCHMARKS_MEASURE_TIMER_H_
#define ASSAY_BENCHMARKS_MEASURE_TIMER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"

namespace assay {

// Of the device, around one sample.
struct ClockState {
  double sm_mhz = 0;                       // 0: not known
  std::vector<std::string> throttle = {};  // why it ran slower than it could: "power cap"; empty where it did not

  bool is_throttled() const { return !throttle.empty(); }
};

class Timer {
 public:
  // One iteration, with its number: a row that rotates its inputs takes the number's rest.
  using Iteration = absl::FunctionRef<void(int64_t)>;

  virtual ~Timer() = default;

  // The seconds of one of `batch` iterations, numbered from `first`, that run one after the other.
  virtual double Time(Iteration run, int64_t first, int64_t batch) = 0;

  // Empties the caches, so that the next iteration reads from memory. The time that it takes is not counted.
  virtual void FlushCaches() = 0;

  virtual ClockState ReadClocks() { return {}; }

  // Bytes that were allocated at most since the last call of ResetPeakMemory, and bytes that are held for allocating; 0
  // where that is not known.
  virtual void ResetPeakMemory() {}
  virtual int64_t PeakMemory() { return 0; }
  virtual int64_t ReservedMemory() { return 0; }
};

// The CPU's: a steady clock. Its caches are flushed by reading and writing twice their size. Memory is the process'.
std::unique_ptr<Timer> MakeCpuTimer();

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_TIMER_H_
