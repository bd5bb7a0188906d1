// A file's bytes, mapped and never copied.
//
//   ASSAY_ASSIGN_OR_RETURN(std::shared_ptr<const MappedFile> file, MappedFile::Open("model.pth"));
//   absl::Span<const std::byte> bytes = file->bytes();
//
// The map is private and writable: a tensor made over it may be changed in place (the kernel copies the page), and the
// file never changes. Replace a file by renaming another over it; truncating it while it is mapped ends the process, as
// for any map.
#ifndef ASSAY_WEIGHTS_READER_MAPPED_FILE_H_
#define ASSAY_WEIGHTS_READER_MAPPED_FILE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace assay {

class MappedFile {
 public:
  // The map of a regular file; an empty file gives an empty span.
  // Errors: NotFound, PermissionDenied, InvalidArgument for what is no regular file; the message names the path.
  static absl::StatusOr<std::shared_ptr<const MappedFile>> Open(const std::string& path);

  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  const std::string& path() const { return path_; }
  absl::Span<const std::byte> bytes() const { return {static_cast<const std::byte*>(address_), size_}; }

 private:
  MappedFile(std::string path, void* address, size_t size) : path_(std::move(path)), address_(address), size_(size) {}

  const std::string path_;
  void* const address_;
  const size_t size_;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_MAPPED_FILE_H_
