// Sums, products and quotients that are rounded one by one. nvcc would otherwise fuse a product with the sum that
// follows, which rounds once: no longer what the CPU and the reference's separate operators give, bit for bit.
#ifndef ASSAY_MODELS_OPS_CUDA_ROUNDED_H_
#define ASSAY_MODELS_OPS_CUDA_ROUNDED_H_

#include "tools/cuda/host_device.h"

namespace assay {

ASSAY_HOST_DEVICE inline float MultiplyRounded(float a, float b) {
#ifdef __CUDA_ARCH__
  return __fmul_rn(a, b);
#else
  return a * b;
#endif
}

ASSAY_HOST_DEVICE inline float AddRounded(float a, float b) {
#ifdef __CUDA_ARCH__
  return __fadd_rn(a, b);
#else
  return a + b;
#endif
}

ASSAY_HOST_DEVICE inline float DivideRounded(float a, float b) {
#ifdef __CUDA_ARCH__
  return __fdiv_rn(a, b);
#else
  return a / b;
#endif
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_ROUNDED_H_
