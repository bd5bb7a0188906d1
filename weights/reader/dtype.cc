#include "weights/reader/dtype.h"

namespace assay {
namespace {

struct Description {
  absl::string_view name;
  size_t item_size;
};

// A switch without default, so that the compiler names a type that is missing.
Description Describe(DType dtype) {
  switch (dtype) {
    case DType::kBool:
      return {"bool", 1};
    case DType::kUInt8:
      return {"uint8", 1};
    case DType::kInt8:
      return {"int8", 1};
    case DType::kUInt16:
      return {"uint16", 2};
    case DType::kInt16:
      return {"int16", 2};
    case DType::kUInt32:
      return {"uint32", 4};
    case DType::kInt32:
      return {"int32", 4};
    case DType::kUInt64:
      return {"uint64", 8};
    case DType::kInt64:
      return {"int64", 8};
    case DType::kFloat16:
      return {"float16", 2};
    case DType::kBFloat16:
      return {"bfloat16", 2};
    case DType::kFloat32:
      return {"float32", 4};
    case DType::kFloat64:
      return {"float64", 8};
    case DType::kComplex32:
      return {"complex32", 4};
    case DType::kComplex64:
      return {"complex64", 8};
    case DType::kComplex128:
      return {"complex128", 16};
    case DType::kFloat8E4M3FN:
      return {"float8_e4m3fn", 1};
    case DType::kFloat8E4M3FNUZ:
      return {"float8_e4m3fnuz", 1};
    case DType::kFloat8E5M2:
      return {"float8_e5m2", 1};
    case DType::kFloat8E5M2FNUZ:
      return {"float8_e5m2fnuz", 1};
    case DType::kFloat8E8M0FNU:
      return {"float8_e8m0fnu", 1};
    case DType::kFloat4E2M1FNX2:
      return {"float4_e2m1fn_x2", 1};
    case DType::kQInt8:
      return {"qint8", 1};
    case DType::kQUInt8:
      return {"quint8", 1};
    case DType::kQInt32:
      return {"qint32", 4};
  }
  return {"unknown", 1};
}

}  // namespace

absl::string_view DTypeName(DType dtype) { return Describe(dtype).name; }

bool IsQuantized(DType dtype) { return dtype == DType::kQInt8 || dtype == DType::kQUInt8 || dtype == DType::kQInt32; }

size_t ItemSize(DType dtype) { return Describe(dtype).item_size; }

}  // namespace assay
