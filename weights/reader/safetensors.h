// The safetensors format: the header's length (8 bytes), a JSON header, the tensors' bytes.
//
// Source: the format's description and safetensors 0.8. Stricter in what JSON leaves open: no duplicate keys, no other
// fields, no sizes written as fractions.
#ifndef ASSAY_WEIGHTS_READER_SAFETENSORS_H_
#define ASSAY_WEIGHTS_READER_SAFETENSORS_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "weights/reader/weight_contents.h"

namespace assay {

// Views over `bytes`, which must outlive them, in the header's order.
// Errors: DataLoss for a file that ends early, InvalidArgument for what breaks a rule of the format or is
// beyond the memory budget. The message does not name the file.
absl::StatusOr<WeightContents> ReadSafetensors(absl::Span<const std::byte> bytes);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_SAFETENSORS_H_
