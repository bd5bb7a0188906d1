// Copies of the views whose bytes lie at no multiple of their element, which the legacy format does not see to.
//
//   ASSAY_ASSIGN_OR_RETURN(AlignedCopies copies, CopyUnaligned(file.tensors()));
//   const std::byte* data = copies.data[i] != nullptr ? copies.data[i] : file.tensors()[i].data;
//
// All of a file are one block, in huge pages and filled by as many threads as LibTorch may use: of 100 MB, new pages of
// 4 KiB cost four times the copying.
#ifndef ASSAY_WEIGHTS_TORCH_ALIGNED_COPIES_H_
#define ASSAY_WEIGHTS_TORCH_ALIGNED_COPIES_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "weights/reader/tensor_view.h"

namespace assay {

struct AlignedCopies {
  std::vector<std::byte*> data;  // one a view; nullptr where the file's own bytes are aligned
  std::shared_ptr<void> owner;   // of all copies
};

// What the strides reach of each unaligned view, so that an expanded tensor stays as small as in the file.
// Errors: ResourceExhausted when the system has no room.
absl::StatusOr<AlignedCopies> CopyUnaligned(absl::Span<const TensorView> views);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_TORCH_ALIGNED_COPIES_H_
