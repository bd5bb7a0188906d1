#include "transforms/decode.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <new>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "transforms/decode_jpeg.h"
#include "transforms/decode_png.h"
#include "transforms/file_format.h"
#include "transforms/orientation.h"

namespace assay {
namespace {

constexpr int64_t kMaxFileBytes = int64_t{1} << 30;

absl::StatusOr<DecodedImage> DecodeByContent(absl::Span<const uint8_t> bytes, absl::string_view name) {
  switch (SniffFormat(bytes)) {
    case FileFormat::kPng:
      return DecodePng(bytes, name);
    case FileFormat::kJpeg:
      return DecodeJpeg(bytes, name);
    case FileFormat::kOther:
      break;
  }
  return absl::InvalidArgumentError(absl::StrCat(name, " is ", DescribeContent(bytes), ", not a PNG or JPEG image"));
}

// The file's size, once it is known to be a file.
absl::StatusOr<int64_t> FileSize(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    const int reason = errno;
    const std::string message = absl::StrCat("can't read the image ", path, ": ", std::strerror(reason));
    if (reason == ENOENT || reason == ENOTDIR) return absl::NotFoundError(message);
    return absl::InvalidArgumentError(message);
  }
  if (S_ISDIR(info.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is a folder, not a PNG or JPEG image: name a file in it"));
  }
  if (!S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is a device or a pipe: expected a PNG or JPEG file"));
  }
  if (info.st_size > kMaxFileBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " has ", info.st_size, " bytes: the limit of an image file is ", kMaxFileBytes));
  }
  return info.st_size;
}

}  // namespace

absl::StatusOr<Image> DecodeImage(absl::Span<const uint8_t> bytes, absl::string_view name) {
  try {
    ASSAY_ASSIGN_OR_RETURN(DecodedImage decoded, DecodeByContent(bytes, name));
    return ApplyOrientation(std::move(decoded.image), decoded.orientation);
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError(absl::StrCat("there is not enough memory to decode ", name));
  }
}

absl::StatusOr<Image> ReadImage(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t size, FileSize(path));
  std::vector<uint8_t> bytes(size);
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(bytes.data()), size);
  if (!file) {
    return absl::InvalidArgumentError(absl::StrCat("can't read the image ", path, ": check its permissions"));
  }
  return DecodeImage(bytes, path);
}

}  // namespace assay
