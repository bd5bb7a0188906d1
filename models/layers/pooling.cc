#include "models/layers/pooling.h"

#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/max_pool2d.h>

namespace assay {

at::Tensor MaxPool2d::Compute(const at::Tensor& input) {
  return at::max_pool2d(input, kernel_size_, stride_, padding_);
}

void MaxPool2d::pretty_print(std::ostream& stream) const {
  stream << "assay::MaxPool2d(kernel_size=" << kernel_size_ << ", stride=" << stride_ << ", padding=" << padding_
         << ")";
}

at::Tensor AdaptiveAvgPool2d::Compute(const at::Tensor& input) { return at::adaptive_avg_pool2d(input, {1, 1}); }

void AdaptiveAvgPool2d::pretty_print(std::ostream& stream) const { stream << "assay::AdaptiveAvgPool2d()"; }

}  // namespace assay
