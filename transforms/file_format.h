// Telling a file's format from its first bytes.
#ifndef ASSAY_TRANSFORMS_FILE_FORMAT_H_
#define ASSAY_TRANSFORMS_FILE_FORMAT_H_

#include <cstdint>
#include <string>

#include "absl/types/span.h"

namespace assay {

enum class FileFormat { kPng, kJpeg, kOther };

FileFormat SniffFormat(absl::Span<const uint8_t> bytes);

// Returns what the bytes are, as a noun for a message: "a text file", "a WebP image", "empty".
std::string DescribeContent(absl::Span<const uint8_t> bytes);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_FILE_FORMAT_H_
