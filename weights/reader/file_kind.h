// Telling what a file is from its first bytes, so that what is no weight file is refused by its name.
#ifndef ASSAY_WEIGHTS_READER_FILE_KIND_H_
#define ASSAY_WEIGHTS_READER_FILE_KIND_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace assay {

enum class FileKind { kTorchLegacy, kSafetensors };

// Errors: Unimplemented for PyTorch's zip format; InvalidArgument for everything else that is not read, naming what it
// looks like (empty, an HTML page, text, TorchScript, tar, ...).
absl::StatusOr<FileKind> RecognizeFile(absl::Span<const std::byte> bytes);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_FILE_KIND_H_
