// A convolution and what follows it in a residual block: relu(conv(input, weight) + bias + residual), in channels-last.
// No kernel of ours: cuDNN's graph API fuses it (cudnn_conv_bias_add_relu.h), as the peer that the kernels which follow
// a convolution are measured against; its twin on the CPU says what is right.
//
// Limit: bytes = element_size * (input + weight + bias + output, and residual), over the bandwidth of copying;
// operations = 2 * outputs * channels * kernel_height * kernel_width, over the rate of the type's tensor cores.
#ifndef ASSAY_MODELS_OPS_CUDA_CONV_BIAS_ADD_RELU_H_
#define ASSAY_MODELS_OPS_CUDA_CONV_BIAS_ADD_RELU_H_

#include <cstdint>
#include <string>

#include "models/ops/cuda/element_type.h"
#include "models/ops/cuda/work.h"

namespace assay {

// One convolution of one group. Sizes are positive, and the kernel fits into the padded input.
struct Convolution {
  int64_t images = 1;
  int64_t channels = 1;
  int64_t height = 1;
  int64_t width = 1;
  int64_t filters = 1;
  int64_t kernel_height = 1;
  int64_t kernel_width = 1;
  int64_t padding = 0;  // on all four sides
  int64_t stride = 1;   // each way, as dilation
  int64_t dilation = 1;
  ElementType type = ElementType::kFloat16;
  bool add = true;
  bool relu = true;

  int64_t output_height() const { return (height + 2 * padding - dilation * (kernel_height - 1) - 1) / stride + 1; }
  int64_t output_width() const { return (width + 2 * padding - dilation * (kernel_width - 1) - 1) / stride + 1; }
};

// All contiguous, of the convolution's type. Shapes: input [N, H, W, C], weight [K, R, S, C], bias [K], residual (null
// without `add`) and output [N, P, Q, K].
struct ConvolutionTensors {
  const void* input = nullptr;
  const void* weight = nullptr;
  const void* bias = nullptr;
  const void* residual = nullptr;
  void* output = nullptr;
};

// Returns what is wrong with the convolution, or nothing.
std::string WhatIsWrong(const Convolution& convolution);

// Computes it on the CPU, in float64, and rounds once: what any summation order in float32 comes near to.
// Returns whether the arguments are valid; writes nothing where they are not.
bool ConvBiasAddReluOnCpu(const Convolution& convolution, const ConvolutionTensors& tensors);

// See "Limit" above.
Work ConvBiasAddReluWork(const Convolution& convolution);

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_CONV_BIAS_ADD_RELU_H_
