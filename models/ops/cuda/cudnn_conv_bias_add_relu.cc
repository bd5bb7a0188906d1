#include "models/ops/cuda/cudnn_conv_bias_add_relu.h"

#include <cudnn_frontend.h>

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

namespace graph = cudnn_frontend::graph;
using TensorPointer = std::shared_ptr<graph::Tensor_attributes>;

// The tensors' numbers in the graph, by which Run hands their memory over.
enum TensorId : int64_t { kInput = 1, kWeight, kBias, kResidual, kOutput };

// By value: its get_message is not const.
absl::Status StatusOf(cudnn_frontend::error_t error, absl::StatusCode code, const char* what) {
  if (error.is_good()) return absl::OkStatus();
  return absl::Status(code, absl::StrCat("cuDNN's graph, ", what, ": ", error.get_message()));
}

absl::Status StatusOf(cudnnStatus_t status, const char* what) {
  if (status == CUDNN_STATUS_SUCCESS) return absl::OkStatus();
  const bool no_device = status == CUDNN_STATUS_NOT_INITIALIZED;
  return absl::Status(no_device ? absl::StatusCode::kFailedPrecondition : absl::StatusCode::kInternal,
                      absl::StrCat(what, ": ", cudnnGetErrorString(status),
                                   no_device ? ": check nvidia-smi and CUDA_VISIBLE_DEVICES" : ""));
}

cudnn_frontend::DataType_t DataTypeOf(ElementType type) {
  switch (type) {
    case ElementType::kFloat16:
      return cudnn_frontend::DataType_t::HALF;
    case ElementType::kBFloat16:
      return cudnn_frontend::DataType_t::BFLOAT16;
    default:
      return cudnn_frontend::DataType_t::FLOAT;
  }
}

// Channels-last in memory; the graph names dimensions [N, C, H, W] in any case.
graph::Tensor_attributes MapsTensor(const char* name, TensorId id, int64_t n, int64_t c, int64_t h, int64_t w) {
  return graph::Tensor_attributes()
      .set_name(name)
      .set_uid(id)
      .set_dim({n, c, h, w})
      .set_stride({h * w * c, 1, w * c, c});
}

TensorPointer Pointwise(graph::Graph& built, const TensorPointer& a, const TensorPointer& b) {
  return built.pointwise(a, b, graph::Pointwise_attributes().set_mode(cudnn_frontend::PointwiseMode_t::ADD));
}

std::shared_ptr<graph::Graph> MakeGraph(const Convolution& c, TensorPointer* output) {
  auto built = std::make_shared<graph::Graph>();
  built->set_io_data_type(DataTypeOf(c.type))
      .set_intermediate_data_type(cudnn_frontend::DataType_t::FLOAT)
      .set_compute_data_type(cudnn_frontend::DataType_t::FLOAT);
  const TensorPointer input = built->tensor(MapsTensor("input", kInput, c.images, c.channels, c.height, c.width));
  const TensorPointer weight =
      built->tensor(MapsTensor("weight", kWeight, c.filters, c.channels, c.kernel_height, c.kernel_width));
  const TensorPointer bias = built->tensor(MapsTensor("bias", kBias, 1, c.filters, 1, 1));
  const std::vector<int64_t> padding = {c.padding, c.padding}, stride = {c.stride, c.stride},
                             dilation = {c.dilation, c.dilation};
  TensorPointer value = built->conv_fprop(
      input, weight, graph::Conv_fprop_attributes().set_padding(padding).set_stride(stride).set_dilation(dilation));
  value = Pointwise(*built, value, bias);
  if (c.add) {
    value = Pointwise(
        *built, value,
        built->tensor(MapsTensor("residual", kResidual, c.images, c.filters, c.output_height(), c.output_width())));
  }
  if (c.relu) {
    value = built->pointwise(value, graph::Pointwise_attributes().set_mode(cudnn_frontend::PointwiseMode_t::RELU_FWD));
  }
  value->set_output(true).set_uid(kOutput).set_data_type(DataTypeOf(c.type));
  *output = value;
  return built;
}

absl::StatusOr<std::shared_ptr<graph::Graph>> MakeValidGraph(const Convolution& c) {
  if (const std::string wrong = WhatIsWrong(c); !wrong.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("a convolution for cuDNN: ", wrong));
  }
  TensorPointer output;
  std::shared_ptr<graph::Graph> built = MakeGraph(c, &output);
  ASSAY_RETURN_IF_ERROR(StatusOf(built->validate(), absl::StatusCode::kInvalidArgument, "validation"));
  const int64_t p = c.output_height(), q = c.output_width(), k = c.filters;
  if (output->get_dim() != std::vector<int64_t>{c.images, k, p, q} ||
      output->get_stride() != std::vector<int64_t>{k * p * q, 1, k * q, k}) {
    return absl::InternalError("cuDNN's graph infers another output than channels-last maps of the convolution's size");
  }
  return built;
}

class Planned : public CudnnConvBiasAddRelu {
 public:
  explicit Planned(const Convolution& convolution) : convolution_(convolution) {}
  ~Planned() override {
    if (handle_ != nullptr) cudnnDestroy(handle_);
  }

  absl::Status Plan(std::shared_ptr<graph::Graph> built) {
    graph_ = std::move(built);
    constexpr absl::StatusCode kNoPlan = absl::StatusCode::kUnimplemented;
    ASSAY_RETURN_IF_ERROR(StatusOf(cudnnCreate(&handle_), "cudnnCreate"));
    ASSAY_RETURN_IF_ERROR(StatusOf(graph_->build_operation_graph(handle_), kNoPlan, "operations"));
    ASSAY_RETURN_IF_ERROR(StatusOf(graph_->create_execution_plans({cudnn_frontend::HeurMode_t::A}), kNoPlan, "plans"));
    ASSAY_RETURN_IF_ERROR(StatusOf(graph_->check_support(), kNoPlan, "support"));
    ASSAY_RETURN_IF_ERROR(StatusOf(graph_->build_plans(), kNoPlan, "building the plan"));
    return StatusOf(graph_->get_workspace_size(workspace_bytes_), absl::StatusCode::kInternal, "workspace");
  }

  int64_t workspace_bytes() const override { return workspace_bytes_; }

  absl::Status Run(const ConvolutionTensors& tensors, void* workspace, CUstream_st* stream) override {
    std::unordered_map<int64_t, void*> memory = {{kInput, const_cast<void*>(tensors.input)},
                                                 {kWeight, const_cast<void*>(tensors.weight)},
                                                 {kBias, const_cast<void*>(tensors.bias)},
                                                 {kOutput, tensors.output}};
    if (convolution_.add) memory[kResidual] = const_cast<void*>(tensors.residual);
    for (const auto& [id, pointer] : memory) {
      if (pointer == nullptr) return absl::InvalidArgumentError("a convolution's tensor is null");
    }
    if (workspace == nullptr && workspace_bytes_ > 0)
      return absl::InvalidArgumentError("a convolution's workspace is null");
    ASSAY_RETURN_IF_ERROR(StatusOf(cudnnSetStream(handle_, stream), "cudnnSetStream"));
    return StatusOf(graph_->execute(handle_, memory, workspace), absl::StatusCode::kInternal, "execution");
  }

 private:
  Convolution convolution_;
  cudnnHandle_t handle_ = nullptr;
  std::shared_ptr<graph::Graph> graph_;
  int64_t workspace_bytes_ = 0;
};

}  // namespace

absl::Status CudnnConvBiasAddRelu::Validate(const Convolution& convolution) {
  return MakeValidGraph(convolution).status();
}

absl::StatusOr<std::unique_ptr<CudnnConvBiasAddRelu>> CudnnConvBiasAddRelu::Create(const Convolution& convolution) {
  ASSAY_ASSIGN_OR_RETURN(std::shared_ptr<graph::Graph> built, MakeValidGraph(convolution));
  auto planned = std::make_unique<Planned>(convolution);
  ASSAY_RETURN_IF_ERROR(planned->Plan(std::move(built)));
  return planned;
}

}  // namespace assay
