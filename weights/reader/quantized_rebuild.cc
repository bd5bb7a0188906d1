#include "weights/reader/quantized_rebuild.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "weights/reader/pickle_globals.h"
#include "weights/reader/rebuild_arguments.h"
#include "weights/reader/strided_rebuild.h"

namespace assay {
namespace {

absl::StatusOr<double> Number(const PickleGraph& graph, Value value, absl::string_view what) {
  if (value.kind == ValueKind::kDouble) return graph.doubles[value.payload];
  ASSAY_ASSIGN_OR_RETURN(const int64_t number, graph.Int(value, what));
  return static_cast<double>(number);
}

int64_t SizeAt(const PickleGraph& graph, const TensorRow& tensor, size_t dimension) {
  return graph.Int(graph.Element(graph.tuples[tensor.shape], dimension), "a size").value_or(0);
}

// One value for each of `channels`, of this type.
absl::Status CheckChannels(const PickleGraph& graph, Value value, DType dtype, int64_t channels,
                           absl::string_view what) {
  ASSAY_RETURN_IF_ERROR(CheckKind(value, ValueKind::kTensor, what));
  const TensorRow& row = graph.tensors[value.payload];
  if (row.dtype != dtype) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, " are of ", DTypeName(row.dtype), ", expected ", DTypeName(dtype)));
  }
  if (graph.tuples[row.shape].length != 1 || SizeAt(graph, row, 0) != channels)
    return absl::InvalidArgumentError(absl::StrCat(what, " are not one for each of ", channels, " channels"));
  return absl::OkStatus();
}

absl::StatusOr<QuantizerRow> ReadQuantizer(const PickleGraph& graph, Value parameters, const TensorRow& tensor) {
  ASSAY_RETURN_IF_ERROR(CheckKind(parameters, ValueKind::kTuple, "how a tensor is quantized"));
  const TupleRow& tuple = graph.TupleAt(parameters);
  ASSAY_RETURN_IF_ERROR(CheckCount(tuple, 3, 4, "how a tensor is quantized"));
  const Value scheme = graph.Element(tuple, 0);
  ASSAY_RETURN_IF_ERROR(CheckKind(scheme, ValueKind::kGlobal, "a quantization scheme"));
  const GlobalKind kind = GlobalAt(scheme.payload).kind;
  QuantizerRow row = {};
  if (kind == GlobalKind::kPerTensorAffine) {
    ASSAY_RETURN_IF_ERROR(CheckCount(tuple, 3, 3, "torch.per_tensor_affine"));
    ASSAY_ASSIGN_OR_RETURN(row.scale, Number(graph, graph.Element(tuple, 1), "a scale"));
    ASSAY_ASSIGN_OR_RETURN(row.zero_point, graph.Int(graph.Element(tuple, 2), "a zero point"));
    return row;
  }
  if (kind != GlobalKind::kPerChannelAffine) return absl::InvalidArgumentError("a quantization scheme is none");
  ASSAY_RETURN_IF_ERROR(CheckCount(tuple, 4, 4, "torch.per_channel_affine"));
  row.per_channel = true;
  ASSAY_ASSIGN_OR_RETURN(row.axis, graph.Int(graph.Element(tuple, 3), "a quantized tensor's axis"));
  const int64_t rank = graph.tuples[tensor.shape].length;
  if (row.axis < 0 || row.axis >= rank)
    return absl::InvalidArgumentError(
        absl::StrCat("a quantized tensor has no axis ", row.axis, ", only ", rank, " dimensions"));
  const int64_t channels = SizeAt(graph, tensor, row.axis);
  const Value scales = graph.Element(tuple, 1), zero_points = graph.Element(tuple, 2);
  ASSAY_RETURN_IF_ERROR(CheckChannels(graph, scales, DType::kFloat64, channels, "a quantized tensor's scales"));
  ASSAY_RETURN_IF_ERROR(CheckChannels(graph, zero_points, DType::kInt64, channels, "a quantized tensor's zero points"));
  row.scales = scales.payload;
  row.zero_points = zero_points.payload;
  return row;
}

// The values of a tensor of one dimension, wherever its stride puts them.
template <class T>
std::vector<T> ValuesOf(const PickleGraph& graph, const TensorRow& row,
                        absl::Span<const absl::Span<const std::byte>> storages) {
  const int64_t stride = graph.Int(graph.Element(graph.tuples[row.strides], 0), "a stride").value_or(0);
  std::vector<T> values(SizeAt(graph, row, 0));
  const std::byte* const first = storages[row.storage].data() + row.offset_bytes;
  for (size_t i = 0; i < values.size(); ++i) std::memcpy(&values[i], first + i * stride * sizeof(T), sizeof(T));
  return values;
}

// A zero point is one of the integers that stand for numbers.
std::pair<int64_t, int64_t> ZeroPointRange(DType dtype) {
  switch (dtype) {
    case DType::kQInt8:
      return {std::numeric_limits<int8_t>::min(), std::numeric_limits<int8_t>::max()};
    case DType::kQUInt8:
      return {0, std::numeric_limits<uint8_t>::max()};
    default:
      return {std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()};
  }
}

}  // namespace

absl::StatusOr<Value> RebuildQuantizedTensor(PickleGraph& graph, const TupleRow& arguments) {
  ASSAY_RETURN_IF_ERROR(CheckCount(arguments, 7, 7, "a quantized tensor"));
  const auto argument = [&](size_t i) { return graph.Element(arguments, i); };
  ASSAY_RETURN_IF_ERROR(CheckKind(argument(5), ValueKind::kBool, "a tensor's requires_grad"));
  ASSAY_RETURN_IF_ERROR(CheckNoHooks(graph, argument(6)));
  ASSAY_ASSIGN_OR_RETURN(const Value value,
                         RebuildStridedTensor(graph, argument(0), argument(1), argument(2), argument(3)));
  TensorRow& tensor = graph.tensors[value.payload];
  if (!IsQuantized(tensor.dtype)) {
    return absl::InvalidArgumentError(absl::StrCat("a quantized tensor views a storage of ", DTypeName(tensor.dtype)));
  }
  ASSAY_ASSIGN_OR_RETURN(const QuantizerRow row, ReadQuantizer(graph, argument(4), tensor));
  ASSAY_RETURN_IF_ERROR(graph.budget->Charge(sizeof(QuantizerRow)));
  tensor.quantizer = static_cast<uint32_t>(graph.quantizers.size());
  graph.quantizers.push_back(row);
  return value;
}

absl::StatusOr<std::shared_ptr<const Quantization>> ReadQuantization(
    const PickleGraph& graph, const TensorRow& tensor, absl::Span<const absl::Span<const std::byte>> storages) {
  if (tensor.quantizer == kNoQuantizer) return nullptr;
  const QuantizerRow& row = graph.quantizers[tensor.quantizer];
  Quantization quantization{{row.scale}, {row.zero_point}, std::nullopt};
  const int64_t channels = row.per_channel ? SizeAt(graph, graph.tensors[row.scales], 0) : 1;
  ASSAY_RETURN_IF_ERROR(graph.budget->CheckedCharge(channels, sizeof(double) + sizeof(int64_t)));
  ASSAY_RETURN_IF_ERROR(graph.budget->Charge(sizeof(Quantization) + 64));
  if (row.per_channel) {
    quantization.axis = row.axis;
    quantization.scales = ValuesOf<double>(graph, graph.tensors[row.scales], storages);
    quantization.zero_points = ValuesOf<int64_t>(graph, graph.tensors[row.zero_points], storages);
  }
  const auto [least, most] = ZeroPointRange(tensor.dtype);
  for (const int64_t zero_point : quantization.zero_points) {
    if (zero_point < least || zero_point > most)
      return absl::InvalidArgumentError(
          absl::StrCat("the zero point ", zero_point, " of a tensor of ", DTypeName(tensor.dtype)));
  }
  for (const double scale : quantization.scales) {
    if (!std::isfinite(scale) || scale <= 0)
      return absl::InvalidArgumentError(absl::StrCat("a quantized tensor has the scale ", scale));
  }
  return std::make_shared<const Quantization>(std::move(quantization));
}

}  // namespace assay
