#include "weights/reader/pickle_globals.h"

#include <iterator>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace assay {
namespace {

constexpr Global kGlobals[] = {
    {"collections", "OrderedDict", GlobalKind::kOrderedDict},
    {"torch._utils", "_rebuild_tensor_v2", GlobalKind::kRebuildTensorV2},
    {"torch._utils", "_rebuild_parameter", GlobalKind::kRebuildParameter},
    {"torch._utils", "_rebuild_parameter_with_state", GlobalKind::kRebuildParameterWithState},
    {"torch._utils", "_rebuild_tensor", GlobalKind::kRebuildTensor},
    {"torch._utils", "_rebuild_tensor_v3", GlobalKind::kRebuildTensorV3},
    {"torch._utils", "_rebuild_qtensor", GlobalKind::kRebuildQuantizedTensor},
    {"torch", "per_tensor_affine", GlobalKind::kPerTensorAffine},
    {"torch", "per_channel_affine", GlobalKind::kPerChannelAffine},
    {"torch", "Size", GlobalKind::kSize},
    {"torch.storage", "UntypedStorage", GlobalKind::kUntypedStorage},
    {"torch", "BoolStorage", GlobalKind::kStorage, DType::kBool},
    {"torch", "ByteStorage", GlobalKind::kStorage, DType::kUInt8},
    {"torch", "CharStorage", GlobalKind::kStorage, DType::kInt8},
    {"torch", "ShortStorage", GlobalKind::kStorage, DType::kInt16},
    {"torch", "IntStorage", GlobalKind::kStorage, DType::kInt32},
    {"torch", "LongStorage", GlobalKind::kStorage, DType::kInt64},
    {"torch", "HalfStorage", GlobalKind::kStorage, DType::kFloat16},
    {"torch", "BFloat16Storage", GlobalKind::kStorage, DType::kBFloat16},
    {"torch", "FloatStorage", GlobalKind::kStorage, DType::kFloat32},
    {"torch", "DoubleStorage", GlobalKind::kStorage, DType::kFloat64},
    {"torch", "ComplexFloatStorage", GlobalKind::kStorage, DType::kComplex64},
    {"torch", "ComplexDoubleStorage", GlobalKind::kStorage, DType::kComplex128},
    {"torch", "QInt8Storage", GlobalKind::kStorage, DType::kQInt8},
    {"torch", "QUInt8Storage", GlobalKind::kStorage, DType::kQUInt8},
    {"torch", "QInt32Storage", GlobalKind::kStorage, DType::kQInt32},
    {"torch.cuda", "BoolStorage", GlobalKind::kStorage, DType::kBool},
    {"torch.cuda", "ByteStorage", GlobalKind::kStorage, DType::kUInt8},
    {"torch.cuda", "CharStorage", GlobalKind::kStorage, DType::kInt8},
    {"torch.cuda", "ShortStorage", GlobalKind::kStorage, DType::kInt16},
    {"torch.cuda", "IntStorage", GlobalKind::kStorage, DType::kInt32},
    {"torch.cuda", "LongStorage", GlobalKind::kStorage, DType::kInt64},
    {"torch.cuda", "HalfStorage", GlobalKind::kStorage, DType::kFloat16},
    {"torch.cuda", "BFloat16Storage", GlobalKind::kStorage, DType::kBFloat16},
    {"torch.cuda", "FloatStorage", GlobalKind::kStorage, DType::kFloat32},
    {"torch.cuda", "DoubleStorage", GlobalKind::kStorage, DType::kFloat64},
    {"torch.cuda", "ComplexFloatStorage", GlobalKind::kStorage, DType::kComplex64},
    {"torch.cuda", "ComplexDoubleStorage", GlobalKind::kStorage, DType::kComplex128},
    {"torch", "bool", GlobalKind::kDType, DType::kBool},
    {"torch", "uint8", GlobalKind::kDType, DType::kUInt8},
    {"torch", "int8", GlobalKind::kDType, DType::kInt8},
    {"torch", "uint16", GlobalKind::kDType, DType::kUInt16},
    {"torch", "int16", GlobalKind::kDType, DType::kInt16},
    {"torch", "uint32", GlobalKind::kDType, DType::kUInt32},
    {"torch", "int32", GlobalKind::kDType, DType::kInt32},
    {"torch", "uint64", GlobalKind::kDType, DType::kUInt64},
    {"torch", "int64", GlobalKind::kDType, DType::kInt64},
    {"torch", "float16", GlobalKind::kDType, DType::kFloat16},
    {"torch", "bfloat16", GlobalKind::kDType, DType::kBFloat16},
    {"torch", "float32", GlobalKind::kDType, DType::kFloat32},
    {"torch", "float64", GlobalKind::kDType, DType::kFloat64},
    {"torch", "complex32", GlobalKind::kDType, DType::kComplex32},
    {"torch", "complex64", GlobalKind::kDType, DType::kComplex64},
    {"torch", "complex128", GlobalKind::kDType, DType::kComplex128},
    {"torch", "float8_e4m3fn", GlobalKind::kDType, DType::kFloat8E4M3FN},
    {"torch", "float8_e4m3fnuz", GlobalKind::kDType, DType::kFloat8E4M3FNUZ},
    {"torch", "float8_e5m2", GlobalKind::kDType, DType::kFloat8E5M2},
    {"torch", "float8_e5m2fnuz", GlobalKind::kDType, DType::kFloat8E5M2FNUZ},
    {"torch", "float8_e8m0fnu", GlobalKind::kDType, DType::kFloat8E8M0FNU},
    {"torch", "float4_e2m1fn_x2", GlobalKind::kDType, DType::kFloat4E2M1FNX2},
    {"torch", "qint8", GlobalKind::kDType, DType::kQInt8},
    {"torch", "quint8", GlobalKind::kDType, DType::kQUInt8},
    {"torch", "qint32", GlobalKind::kDType, DType::kQInt32},
};

}  // namespace

absl::StatusOr<uint32_t> FindGlobal(absl::string_view module, absl::string_view name) {
  for (uint32_t i = 0; i < std::size(kGlobals); ++i) {
    if (kGlobals[i].name == name && kGlobals[i].module == module) return i;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("names ", absl::CHexEscape(module.substr(0, 80)), ".", absl::CHexEscape(name.substr(0, 80)),
                   ", which a file of weights has no need of; nothing was run: save the state dict alone"));
}

const Global& GlobalAt(uint32_t index) { return kGlobals[index]; }

}  // namespace assay
