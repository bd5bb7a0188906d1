// The linear layer of inference on a CPU, by the library that is faster there.
//
//   at::Tensor projected = InferenceLinear(hidden, query->weight, query->bias);
//   at::Tensor inner = InferenceLinearGelu(hidden, dense->weight, dense->bias);
//
// LibTorch multiplies float32 matrices with MKL, which leaves out AVX-512 on other CPUs than Intel's; oneDNN, which
// LibTorch holds too, does not. On one thread of an AMD EPYC the linear layers of MiniLM are 1.4 times as fast with it
// at 9 rows, and twice at 544. So where no gradient is wanted, the tensors are float32 and the CPU is not Intel's,
// oneDNN multiplies; else at::linear.
#ifndef ASSAY_MODELS_OPS_LINEAR_H_
#define ASSAY_MODELS_OPS_LINEAR_H_

#include <ATen/core/Tensor.h>

namespace assay {

// input * weight^T + bias. Both libraries round in their own order: they agree to float32 rounding.
// Shapes: input [..., in], weight [out, in], bias [out] -> [..., out].
// Errors: throws c10::Error as at::linear does.
at::Tensor InferenceLinear(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias);

// The exact GELU (by erf) of the same, in one pass where oneDNN multiplies.
at::Tensor InferenceLinearGelu(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias);

// Whether oneDNN multiplies tensors like these.
bool UsesOneDnn(const at::Tensor& input, const at::Tensor& weight);

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_LINEAR_H_
