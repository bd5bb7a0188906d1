// Telling what a file is from its first bytes, so that what is no weight file is refused by its name.
#ifndef ASSAY_WEIGHTS_READER_FILE_KIND_H_
#define ASSAY_WEIGHTS_READER_FILE_KIND_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace assay {

enum class FileKind { kTorchLegacy, kTorchZip, kSafetensors };

// Errors: InvalidArgument for what is not read, naming what it looks like (empty, an HTML page, text, tar, ...).
absl::StatusOr<FileKind> RecognizeFile(absl::Span<const std::byte> bytes);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_FILE_KIND_H_
