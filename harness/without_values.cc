#include "harness/without_values.h"

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/convolution.h>
#include <ATen/ops/zeros.h>
#include <torch/library.h>

#include <optional>
#include <tuple>
#include <vector>

namespace assay {
namespace {

// LibTorch's place for what stands in for tensors without being one of its own backends.
constexpr auto kKey = c10::DispatchKey::Fake;

at::Tensor ZerosOfItsShape(const at::Tensor& input, const at::Tensor& weight, const std::optional<at::Tensor>& bias,
                           at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed,
                           at::IntArrayRef output_padding, int64_t groups) {
  const c10::impl::ExcludeDispatchKeyGuard itself(kKey);
  // No image at all costs nothing, and passes LibTorch's own checks.
  const at::Tensor none = at::convolution(input.narrow(0, 0, 0), weight, bias, stride, padding, dilation, transposed,
                                          output_padding, groups);
  std::vector<int64_t> shape = none.sizes().vec();
  shape[0] = input.size(0);
  return at::zeros(shape, none.options());
}

// batch_norm has looked at the shapes before it comes here. The other two are statistics, for gradients.
std::tuple<at::Tensor, at::Tensor, at::Tensor> ItsInput(const at::Tensor& input, const std::optional<at::Tensor>&,
                                                        const std::optional<at::Tensor>&,
                                                        const std::optional<at::Tensor>&,
                                                        const std::optional<at::Tensor>&, bool, double, double) {
  return {input, at::zeros({0}, input.options()), at::zeros({0}, input.options())};
}

// What the activations make of zeros.
at::Tensor& Unchanged(at::Tensor& self) { return self; }
at::Tensor& UnchangedWithin(at::Tensor& self, const at::Scalar&, const at::Scalar&) { return self; }

// normal_, uniform_: what is read before it is written is no model's business.
at::Tensor& LeftAsItIs(at::Tensor& self, double, double, std::optional<at::Generator>) { return self; }

}  // namespace

WithoutValues::WithoutValues() : guard_(kKey) {}

}  // namespace assay

TORCH_LIBRARY_IMPL(_, Fake, library) { library.fallback(torch::CppFunction::makeFallthrough()); }
TORCH_LIBRARY_IMPL(aten, Fake, library) {
  library.impl("convolution", TORCH_FN(assay::ZerosOfItsShape));
  library.impl("native_batch_norm", TORCH_FN(assay::ItsInput));
  for (const char* activation : {"relu_", "hardswish_", "silu_"}) library.impl(activation, TORCH_FN(assay::Unchanged));
  library.impl("hardtanh_", TORCH_FN(assay::UnchangedWithin));
  library.impl("normal_", TORCH_FN(assay::LeftAsItIs));
  library.impl("uniform_", TORCH_FN(assay::LeftAsItIs));
}
