// cuDNN's graph API for a convolution with its bias, residual and ReLU in one kernel, where cuDNN has one.
//
//   const Convolution convolution{.images = 32, .channels = 64, .height = 56, .width = 56, .filters = 64,
//                                 .kernel_height = 3, .kernel_width = 3, .padding = 1};
//   ASSAY_ASSIGN_OR_RETURN(const auto fused, CudnnConvBiasAddRelu::Create(convolution));   // slow: once
//   ASSAY_RETURN_IF_ERROR(fused->Run(tensors, workspace_of(fused->workspace_bytes()), stream));
#ifndef ASSAY_MODELS_OPS_CUDA_CUDNN_CONV_BIAS_ADD_RELU_H_
#define ASSAY_MODELS_OPS_CUDA_CUDNN_CONV_BIAS_ADD_RELU_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/ops/cuda/conv_bias_add_relu.h"

struct CUstream_st;  // CUDA's own name for what a cudaStream_t points to: users need no CUDA header.

namespace assay {

// Not for several threads at once: cuDNN's handle is one thread's.
class CudnnConvBiasAddRelu {
 public:
  // Builds the graph and takes the plan that cuDNN's heuristics put first, on the current device.
  // Errors: InvalidArgument for a convolution that is none; FailedPrecondition without a device; Unimplemented where
  // cuDNN has no plan for the graph.
  static absl::StatusOr<std::unique_ptr<CudnnConvBiasAddRelu>> Create(const Convolution& convolution);

  // What Create does before it needs a device: whether cuDNN's graph accepts the convolution, and the output's shape.
  // Errors: as Create's InvalidArgument; Internal where cuDNN infers another shape than Convolution says.
  static absl::Status Validate(const Convolution& convolution);

  virtual ~CudnnConvBiasAddRelu() = default;

  // Units: bytes of the device's memory that Run works in.
  virtual int64_t workspace_bytes() const = 0;

  // Computes on the stream, without waiting. Sums are in float32, in an order of cuDNN's choice, rounded once.
  // Errors: InvalidArgument for a null pointer; Internal for what cuDNN reports.
  virtual absl::Status Run(const ConvolutionTensors& tensors, void* workspace, CUstream_st* stream) = 0;
};

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_CUDNN_CONV_BIAS_ADD_RELU_H_
