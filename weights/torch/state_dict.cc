#include "weights/torch/state_dict.h"

#include <ATen/ops/_make_per_channel_quantized_tensor.h>
#include <ATen/ops/_make_per_tensor_quantized_tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/tensor.h>
#include <c10/util/Exception.h>

#include <cstdint>
#include <exception>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tools/base/status_macros.h"
#include "weights/torch/aligned_copies.h"

namespace assay {
namespace {

at::ScalarType ToScalarType(DType dtype) {
  switch (dtype) {
    case DType::kBool:
      return at::kBool;
    case DType::kUInt8:
      return at::kByte;
    case DType::kInt8:
      return at::kChar;
    case DType::kUInt16:
      return at::kUInt16;
    case DType::kInt16:
      return at::kShort;
    case DType::kUInt32:
      return at::kUInt32;
    case DType::kInt32:
      return at::kInt;
    case DType::kUInt64:
      return at::kUInt64;
    case DType::kInt64:
      return at::kLong;
    case DType::kFloat16:
      return at::kHalf;
    case DType::kBFloat16:
      return at::kBFloat16;
    case DType::kFloat32:
      return at::kFloat;
    case DType::kFloat64:
      return at::kDouble;
    case DType::kComplex32:
      return at::kComplexHalf;
    case DType::kComplex64:
      return at::kComplexFloat;
    case DType::kComplex128:
      return at::kComplexDouble;
    case DType::kFloat8E4M3FN:
      return at::kFloat8_e4m3fn;
    case DType::kFloat8E4M3FNUZ:
      return at::kFloat8_e4m3fnuz;
    case DType::kFloat8E5M2:
      return at::kFloat8_e5m2;
    case DType::kFloat8E5M2FNUZ:
      return at::kFloat8_e5m2fnuz;
    case DType::kFloat8E8M0FNU:
      return at::kFloat8_e8m0fnu;
    case DType::kFloat4E2M1FNX2:
      return at::ScalarType::Float4_e2m1fn_x2;
    // The integers; MakeTensor gives them their meaning.
    case DType::kQInt8:
      return at::kChar;
    case DType::kQUInt8:
      return at::kByte;
    case DType::kQInt32:
      return at::kInt;
  }
  return at::ScalarType::Undefined;
}

// A tensor over `data`, which is the view's own or a copy; `owner` lives as long.
at::Tensor Strided(const TensorView& view, const std::byte* data, std::shared_ptr<const void> owner) {
  const at::TensorOptions options = at::TensorOptions().dtype(ToScalarType(view.dtype));
  if (view.numel() == 0) return at::empty(view.shape, options).as_strided(view.shape, view.strides);
  // The map is private and writable (mapped_file.h), whatever the view's type says.
  return at::from_blob(
      const_cast<std::byte*>(data), view.shape, view.strides, [owner = std::move(owner)](void*) {}, options);
}

// LibTorch has no quantized view of memory that it does not own with any strides: this is a copy.
at::Tensor Quantized(const at::Tensor& integers, const Quantization& quantization) {
  if (!quantization.axis.has_value()) {
    return at::_make_per_tensor_quantized_tensor(integers, quantization.scales[0], quantization.zero_points[0]);
  }
  return at::_make_per_channel_quantized_tensor(integers, at::tensor(quantization.scales, at::kDouble),
                                                at::tensor(quantization.zero_points, at::kLong), *quantization.axis);
}

absl::StatusOr<at::Tensor> Make(const TensorView& view, const std::byte* data, std::shared_ptr<const void> owner) {
  try {
    const at::Tensor tensor = Strided(view, data, std::move(owner));
    return view.quantization == nullptr ? tensor : Quantized(tensor, *view.quantization);
  } catch (const c10::Error& error) {
    return absl::InternalError(
        absl::StrCat("LibTorch refuses the tensor '", view.name, "': ", error.what_without_backtrace()));
  } catch (const std::exception& error) {
    return absl::InternalError(absl::StrCat("LibTorch refuses the tensor '", view.name, "': ", error.what()));
  }
}

absl::Status Annotate(const WeightFile& file, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(file.path(), ": ", status.message()));
}

}  // namespace

absl::StatusOr<at::Tensor> MakeTensor(const TensorView& view, std::shared_ptr<const MappedFile> mapping) {
  ASSAY_ASSIGN_OR_RETURN(const AlignedCopies copies, CopyUnaligned({&view, 1}));
  if (copies.data[0] != nullptr) return Make(view, copies.data[0], copies.owner);
  return Make(view, view.data, std::move(mapping));
}

absl::StatusOr<StateDict> LoadStateDict(const WeightFile& file) {
  const absl::Span<const TensorView> views = file.tensors();
  const absl::StatusOr<AlignedCopies> copies = CopyUnaligned(views);
  if (!copies.ok()) return Annotate(file, copies.status());
  StateDict state;
  state.reserve(views.size());
  for (size_t i = 0; i < views.size(); ++i) {
    std::byte* const copy = copies->data[i];
    absl::StatusOr<at::Tensor> tensor =
        copy != nullptr ? Make(views[i], copy, copies->owner) : Make(views[i], views[i].data, file.mapping());
    if (!tensor.ok()) return Annotate(file, tensor.status());
    state.emplace_back(views[i].name, *std::move(tensor));
  }
  return state;
}

absl::Status ConsumePrefixIfPresent(StateDict& state, absl::string_view prefix) {
  // First whether it can be done: a state that is half renamed is of no use.
  absl::flat_hash_set<absl::string_view> names;
  for (const auto& [name, tensor] : state) {
    const absl::string_view rest = absl::StripPrefix(name, prefix);
    if (!names.insert(rest).second)
      return absl::InvalidArgumentError(absl::StrCat("without \"", prefix, "\" two keys would be \"", rest, "\""));
  }
  for (auto& [name, tensor] : state) name = std::string(absl::StripPrefix(name, prefix));
  return absl::OkStatus();
}

}  // namespace assay
