#include "harness/accuracy/read_gzip.h"

#include <zlib.h>

#include <cerrno>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace assay {
namespace {

struct Closer {
  void operator()(gzFile file) const { gzclose_r(file); }
};

}  // namespace

absl::StatusOr<std::string> ReadMaybeGzip(const std::string& path, size_t most) {
  errno = 0;
  const std::unique_ptr<std::remove_pointer_t<gzFile>, Closer> file(gzopen(path.c_str(), "rb"));
  if (file == nullptr) return absl::ErrnoToStatus(errno, absl::StrCat(path, ": cannot be opened"));
  std::string bytes;
  char buffer[1 << 16];
  for (;;) {
    const int count = gzread(file.get(), buffer, sizeof(buffer));
    if (count < 0) break;
    if (bytes.size() + static_cast<size_t>(count) > most)
      return absl::InvalidArgumentError(absl::StrCat(path, ": holds more than ", most, " bytes"));
    bytes.append(buffer, static_cast<size_t>(count));
    if (count < static_cast<int>(sizeof(buffer))) break;
  }
  int error = Z_OK;
  const char* const what = gzerror(file.get(), &error);
  if (error == Z_ERRNO) return absl::ErrnoToStatus(errno, absl::StrCat(path, ": cannot be read"));
  if (error != Z_OK && error != Z_STREAM_END)
    return absl::DataLossError(absl::StrCat(path, ": is cut short or damaged (", what, "): fetch it again"));
  return bytes;
}

}  // namespace assay
