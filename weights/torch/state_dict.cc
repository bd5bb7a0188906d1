#include "weights/torch/state_dict.h"

#include <ATen/ops/_make_per_channel_quantized_tensor.h>
#include <ATen/ops/_make_per_tensor_quantized_tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/tensor.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tools/base/status_macros.h"

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

bool IsAligned(const TensorView& view) { return reinterpret_cast<uintptr_t>(view.data) % ItemSize(view.dtype) == 0; }

at::Tensor OverMap(const TensorView& view, std::shared_ptr<const MappedFile> mapping,
                   const at::TensorOptions& options) {
  // The map is private and writable (mapped_file.h), whatever the view's type says.
  void* const data = const_cast<std::byte*>(view.data);
  return at::from_blob(
      data, view.shape, view.strides, [mapping = std::move(mapping)](void*) {}, options);
}

// Copies what the strides reach and keeps them, so that an expanded tensor stays as small as in the file.
at::Tensor Copied(const TensorView& view, const at::TensorOptions& options) {
  const size_t bytes = view.extent_bytes();
  const at::Tensor flat = at::empty({static_cast<int64_t>(bytes / ItemSize(view.dtype))}, options);
  if (bytes > 0) std::memcpy(flat.data_ptr(), view.data, bytes);
  return flat.as_strided(view.shape, view.strides);
}

at::Tensor Strided(const TensorView& view, std::shared_ptr<const MappedFile> mapping) {
  const at::TensorOptions options = at::TensorOptions().dtype(ToScalarType(view.dtype));
  if (view.numel() == 0) return at::empty(view.shape, options).as_strided(view.shape, view.strides);
  return IsAligned(view) ? OverMap(view, std::move(mapping), options) : Copied(view, options);
}

// LibTorch has no quantized view of memory that it does not own with any strides: this is a copy.
at::Tensor Quantized(const at::Tensor& integers, const Quantization& quantization) {
  if (!quantization.axis.has_value()) {
    return at::_make_per_tensor_quantized_tensor(integers, quantization.scales[0], quantization.zero_points[0]);
  }
  return at::_make_per_channel_quantized_tensor(integers, at::tensor(quantization.scales, at::kDouble),
                                                at::tensor(quantization.zero_points, at::kLong), *quantization.axis);
}

}  // namespace

absl::StatusOr<at::Tensor> MakeTensor(const TensorView& view, std::shared_ptr<const MappedFile> mapping) {
  try {
    const at::Tensor tensor = Strided(view, std::move(mapping));
    return view.quantization == nullptr ? tensor : Quantized(tensor, *view.quantization);
  } catch (const c10::Error& error) {
    return absl::InternalError(
        absl::StrCat("LibTorch refuses the tensor '", view.name, "': ", error.what_without_backtrace()));
  } catch (const std::exception& error) {
    return absl::InternalError(absl::StrCat("LibTorch refuses the tensor '", view.name, "': ", error.what()));
  }
}

absl::StatusOr<StateDict> LoadStateDict(const WeightFile& file) {
  StateDict state;
  state.reserve(file.tensors().size());
  for (const TensorView& view : file.tensors()) {
    absl::StatusOr<at::Tensor> tensor = MakeTensor(view, file.mapping());
    if (!tensor.ok())
      return absl::Status(tensor.status().code(), absl::StrCat(file.path(), ": ", tensor.status().message()));
    state.emplace_back(view.name, *std::move(tensor));
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
