// What a fuzz target does with a file that was read: it touches all that the reader handed out.
//
//   Judge(ReadSafetensors(bytes), bytes);
#ifndef ASSAY_WEIGHTS_READER_FUZZ_TOUCH_H_
#define ASSAY_WEIGHTS_READER_FUZZ_TOUCH_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "weights/reader/tensor_view.h"
#include "weights/reader/weight_contents.h"

namespace assay {

inline absl::Span<const std::byte> FuzzBytes(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const std::byte*>(data), size};
}

// Reads the ends of each tensor, and all of a small one. Ends the process where a tensor does not lie in `file`, or its
// sizes do not fit together: a finding.
void Touch(absl::Span<const TensorView> tensors, absl::Span<const std::byte> file);

// Ends the process where a refusal is not one line of plain text.
void CheckRefusal(const absl::Status& status);

// One of the two, of what a reader made of `file`.
void Judge(const absl::StatusOr<WeightContents>& contents, absl::Span<const std::byte> file);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_FUZZ_TOUCH_H_
