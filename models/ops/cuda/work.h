// What a computation cannot do without: over a device's rates, the time that no kernel can beat, and by which the kernels
// here are judged (benchmarks/measure/limit.h).
//
//   const Work work = FrozenBatchNormAddReluWork(shape, /*residual=*/true);
#ifndef ASSAY_MODELS_OPS_CUDA_WORK_H_
#define ASSAY_MODELS_OPS_CUDA_WORK_H_

namespace assay {

// Each byte of the inputs is read once and each of the outputs written once, whatever the kernel does beside that.
// Units: bytes of the device's memory; floating point operations, a multiplication with an addition counting as two.
struct Work {
  double bytes = 0.0;
  double flops = 0.0;
};

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_WORK_H_
