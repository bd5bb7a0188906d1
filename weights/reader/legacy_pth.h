// PyTorch's format of .pth files before 1.6 (torch.save(..., _use_new_zipfile_serialization=False)).
//
// Five pickles (a magic number, the protocol's version, the writer's system, the object, the storages' keys), then for
// each key the number of elements and the elements. Source: torch/serialization.py, _legacy_save and _legacy_load of
// torch 2.11.
#ifndef ASSAY_WEIGHTS_READER_LEGACY_PTH_H_
#define ASSAY_WEIGHTS_READER_LEGACY_PTH_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "weights/reader/weight_contents.h"

namespace assay {

// Views over `bytes`, which must outlive them.
// Errors: DataLoss for a file that ends early, InvalidArgument for what breaks a rule of the format, Unimplemented for
// a big-endian file. The message does not name the file.
absl::StatusOr<WeightContents> ReadLegacyPth(absl::Span<const std::byte> bytes);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_LEGACY_PTH_H_
