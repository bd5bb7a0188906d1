// The element types of weight files, in torch's words and without torch.
//
//   absl::string_view name = DTypeName(DType::kBFloat16);   // "bfloat16"
//   size_t bytes = ItemSize(DType::kBFloat16);              // 2
#ifndef ASSAY_WEIGHTS_READER_DTYPE_H_
#define ASSAY_WEIGHTS_READER_DTYPE_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace assay {

enum class DType : uint8_t {
  kBool,
  kUInt8,
  kInt8,
  kUInt16,
  kInt16,
  kUInt32,
  kInt32,
  kUInt64,
  kInt64,
  kFloat16,
  kBFloat16,
  kFloat32,
  kFloat64,
  kComplex32,
  kComplex64,
  kComplex128,
  kFloat8E4M3FN,
  kFloat8E4M3FNUZ,
  kFloat8E5M2,
  kFloat8E5M2FNUZ,
  kFloat8E8M0FNU,
  kFloat4E2M1FNX2,  // two numbers an element
  // Quantized: the integers of a tensor that has scales and zero points beside it (TensorView::quantization).
  kQInt8,
  kQUInt8,
  kQInt32,
};

// The type's name as torch prints it, without "torch.": "float32", "float8_e4m3fn".
absl::string_view DTypeName(DType dtype);

bool IsQuantized(DType dtype);

// The bytes of one element.
size_t ItemSize(DType dtype);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_DTYPE_H_
