// sha256 of bytes, files and tensors, and the digest that identifies weights whatever file they lie in.
//
//   std::string digest = StateDictDigest(file.tensors());   // 64 hex digits
#ifndef ASSAY_WEIGHTS_READER_DIGEST_H_
#define ASSAY_WEIGHTS_READER_DIGEST_H_

#include <cstddef>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "weights/reader/tensor_view.h"

namespace assay {

// 64 lower-case hex digits.
std::string Sha256Hex(absl::Span<const std::byte> bytes);

// The sha256 of a file's bytes. `progress`, where there is one, hears how much of the file is done, from 0 to 1.
// Errors: those of MappedFile::Open.
absl::StatusOr<std::string> FileSha256(const std::string& path, const std::function<void(double)>& progress = nullptr);

// The sha256 of a tensor's elements, little-endian, in row-major order without gaps.
std::string TensorSha256(const TensorView& tensor);

// What identifies weights: two files with the same tensors have the same digest, whatever their container, the tensors'
// order in it, their strides, scalars beside them and whether they are parameters.
//
// It is the sha256 of "assay state dict 1\n", then for each tensor, sorted by the bytes of its name:
//   the name's length, the name; the length of the dtype's name (torch's, "float32"), that name;
//   the number of dimensions, each size; the 32 bytes of TensorSha256;
//   of a quantized tensor also the number of its scales, each scale (as a double) and each zero point, and the axis
//   plus one, 0 where there is none.
// All numbers are 8 bytes, little-endian.
std::string StateDictDigest(absl::Span<const TensorView> tensors);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_DIGEST_H_
