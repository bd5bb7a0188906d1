// What a computation cannot do without, and so the time that no device can beat: the kernels here are judged by it.
//
//   const Work work = FrozenBatchNormAddReluWork(shape, /*residual=*/true);
//   const double limit = LimitSeconds(work, {.bytes_per_second = 4.2e12, .flops_per_second = 60e12});
//   const double share = limit / measured_seconds;   // 1 is the limit; above 1 the formula or the timer is wrong
#ifndef ASSAY_MODELS_OPS_CUDA_WORK_H_
#define ASSAY_MODELS_OPS_CUDA_WORK_H_

#include <algorithm>

namespace assay {

// Each byte of the inputs is read once and each of the outputs written once, whatever the kernel does beside that.
// Units: bytes of the device's memory; floating point operations, a multiplication with an addition counting as two.
struct Work {
  double bytes = 0.0;
  double flops = 0.0;
};

// Of the device at hand, measured in the same run: copying for the bytes, so that the limit is one that can be reached.
struct DeviceRates {
  double bytes_per_second = 0.0;
  double flops_per_second = 0.0;
};

// Returns the longer of the two times; infinity where work meets a rate of 0.
// Units: seconds.
inline double LimitSeconds(const Work& work, const DeviceRates& rates) {
  const double moving = work.bytes > 0.0 ? work.bytes / rates.bytes_per_second : 0.0;
  const double computing = work.flops > 0.0 ? work.flops / rates.flops_per_second : 0.0;
  return std::max(moving, computing);
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_WORK_H_
