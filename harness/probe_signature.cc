// What the probe records of tensors as they are.
#include <c10/core/ScalarTypeToTypeMeta.h>

#include <algorithm>

#include "harness/probe.h"

namespace assay {
namespace {

// torch's word for a type: "float32".
std::string TypeName(at::ScalarType type) {
  switch (type) {
    case at::kFloat:
      return "float32";
    case at::kDouble:
      return "float64";
    case at::kHalf:
      return "float16";
    case at::kLong:
      return "int64";
    case at::kInt:
      return "int32";
    case at::kShort:
      return "int16";
    case at::kChar:
      return "int8";
    case at::kByte:
      return "uint8";
    case at::kBool:
      return "bool";
    case at::kBFloat16:
      return "bfloat16";
    default:
      return c10::toString(type);
  }
}

}  // namespace

proto::TensorSummary Summarise(const at::Tensor& tensor, int64_t keep) {
  const at::Tensor values = tensor.detach().to(at::kCPU, at::kDouble).flatten().contiguous();
  proto::TensorSummary summary;
  summary.set_numel(values.numel());
  summary.set_l2(values.norm().item<double>());
  summary.set_mean(values.numel() ? values.mean().item<double>() : 0);
  const double* data = values.const_data_ptr<double>();
  for (int64_t i = 0; i < std::min(keep, values.numel()); ++i) summary.add_first(data[i]);
  return summary;
}

void AddSignature(const Model& model, proto::Probe& probe) {
  for (const StateEntry& entry : model.state_dict()) {
    proto::StateTensor& tensor = *probe.add_state();
    tensor.set_key(entry.name);
    tensor.set_dtype(TypeName(entry.tensor.scalar_type()));
    for (int64_t size : entry.tensor.sizes()) tensor.add_shape(size);
    tensor.set_parameter(entry.is_parameter);
    tensor.set_requires_grad(entry.tensor.requires_grad());
  }
  probe.set_parameters(model.num_parameters());
}

}  // namespace assay
