// What the safetensors format calls things: the element types, by its names, and its metadata.
#ifndef ASSAY_WEIGHTS_READER_SAFETENSORS_TYPES_H_
#define ASSAY_WEIGHTS_READER_SAFETENSORS_TYPES_H_

#include "absl/strings/string_view.h"
#include "weights/reader/dtype.h"

namespace assay {

// The header's key that is no tensor.
inline constexpr absl::string_view kSafetensorsMetadata = "__metadata__";

struct SafetensorsType {
  absl::string_view name;
  DType dtype;
};

// In the order in which safetensors 0.8 writes tensors: large elements first, so that all are aligned.
inline constexpr SafetensorsType kSafetensorsTypes[] = {
    {"U64", DType::kUInt64},
    {"I64", DType::kInt64},
    {"F64", DType::kFloat64},
    {"C64", DType::kComplex64},
    {"F32", DType::kFloat32},
    {"U32", DType::kUInt32},
    {"I32", DType::kInt32},
    {"BF16", DType::kBFloat16},
    {"F16", DType::kFloat16},
    {"U16", DType::kUInt16},
    {"I16", DType::kInt16},
    {"F8_E5M2FNUZ", DType::kFloat8E5M2FNUZ},
    {"F8_E4M3FNUZ", DType::kFloat8E4M3FNUZ},
    {"F8_E8M0", DType::kFloat8E8M0FNU},
    {"F8_E4M3", DType::kFloat8E4M3FN},
    {"F8_E5M2", DType::kFloat8E5M2},
    {"I8", DType::kInt8},
    {"U8", DType::kUInt8},
    {"F4", DType::kFloat4E2M1FNX2},  // its shapes count the halves of bytes
    {"BOOL", DType::kBool},
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_SAFETENSORS_TYPES_H_
