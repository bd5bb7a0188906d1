#include <initializer_list>

#include "models/ops/cuda/conv_bias_add_relu.h"

namespace assay {
namespace {

// The products of one output. `n`, `y`, `x`, `k`: its image, row, column and filter.
template <typename T>
double SumOf(const Convolution& c, const ConvolutionTensors& tensors, int64_t n, int64_t y, int64_t x, int64_t k) {
  double sum = 0.0;
  for (int64_t r = 0; r < c.kernel_height; ++r) {
    const int64_t row = y * c.stride - c.padding + r * c.dilation;
    if (row < 0 || row >= c.height) continue;
    for (int64_t s = 0; s < c.kernel_width; ++s) {
      const int64_t column = x * c.stride - c.padding + s * c.dilation;
      if (column < 0 || column >= c.width) continue;
      const T* pixel = static_cast<const T*>(tensors.input) + ((n * c.height + row) * c.width + column) * c.channels;
      const T* weight =
          static_cast<const T*>(tensors.weight) + ((k * c.kernel_height + r) * c.kernel_width + s) * c.channels;
      for (int64_t i = 0; i < c.channels; ++i) sum += double{ToFloat(pixel[i])} * ToFloat(weight[i]);
    }
  }
  return sum;
}

template <typename T>
void Apply(const Convolution& c, const ConvolutionTensors& tensors) {
  int64_t i = 0;
  for (int64_t n = 0; n < c.images; ++n) {
    for (int64_t y = 0; y < c.output_height(); ++y) {
      for (int64_t x = 0; x < c.output_width(); ++x) {
        for (int64_t k = 0; k < c.filters; ++k, ++i) {
          double value = SumOf<T>(c, tensors, n, y, x, k) + ToFloat(static_cast<const T*>(tensors.bias)[k]);
          if (c.add) value += ToFloat(static_cast<const T*>(tensors.residual)[i]);
          if (c.relu && value <= 0.0) value = 0.0;
          static_cast<T*>(tensors.output)[i] = FromFloat<T>(static_cast<float>(value));
        }
      }
    }
  }
}

}  // namespace

std::string WhatIsWrong(const Convolution& c) {
  for (int64_t size :
       {c.images, c.channels, c.height, c.width, c.filters, c.kernel_height, c.kernel_width, c.stride, c.dilation}) {
    if (size < 1) return "sizes, stride and dilation are at least 1, got " + std::to_string(size);
    if (size > int64_t{1} << 24) return "sizes, stride and dilation are at most 2^24, got " + std::to_string(size);
  }
  if (c.padding < 0 || c.padding > int64_t{1} << 24)
    return "the padding is 0 to 2^24, got " + std::to_string(c.padding);
  const int64_t height = c.height + 2 * c.padding, width = c.width + 2 * c.padding;
  if (c.dilation * (c.kernel_height - 1) >= height || c.dilation * (c.kernel_width - 1) >= width) {
    return "the kernel of " + std::to_string(c.kernel_height) + " x " + std::to_string(c.kernel_width) +
           " does not fit into the padded input of " + std::to_string(height) + " x " + std::to_string(width);
  }
  return "";
}

bool ConvBiasAddReluOnCpu(const Convolution& convolution, const ConvolutionTensors& tensors) {
  if (!WhatIsWrong(convolution).empty()) return false;
  for (const void* pointer : {tensors.input, tensors.weight, tensors.bias, static_cast<const void*>(tensors.output)}) {
    if (pointer == nullptr) return false;
  }
  if (convolution.add && tensors.residual == nullptr) return false;
  WithElementType(convolution.type, [&](auto zero) { Apply<decltype(zero)>(convolution, tensors); });
  return true;
}

Work ConvBiasAddReluWork(const Convolution& c) {
  const double input = static_cast<double>(c.images * c.height * c.width) * c.channels;
  const double kernel = static_cast<double>(c.kernel_height * c.kernel_width) * c.channels;
  const double output = static_cast<double>(c.images * c.output_height() * c.output_width()) * c.filters;
  const double elements = input + kernel * c.filters + c.filters + output * (c.add ? 2 : 1);
  return {.bytes = elements * SizeOf(c.type), .flops = 2.0 * output * kernel};
}

}  // namespace assay
