// A file that is written piece by piece and is there whole or not at all.
//
//   ASSAY_ASSIGN_OR_RETURN(AtomicFile file, AtomicFile::Create("weights/toy.safetensors"));
//   ASSAY_RETURN_IF_ERROR(file.Append(bytes.data(), bytes.size()));
//   ASSAY_RETURN_IF_ERROR(file.Commit());
#ifndef ASSAY_TOOLS_BASE_ATOMIC_FILE_H_
#define ASSAY_TOOLS_BASE_ATOMIC_FILE_H_

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay {

class AtomicFile {
 public:
  // Makes the folder where it is missing. What goes before Commit() leaves the path as it was and nothing beside it.
  // Errors of all: Internal, naming the file and what the system said.
  static absl::StatusOr<AtomicFile> Create(const std::string& path);

  ~AtomicFile();
  AtomicFile(AtomicFile&&) = default;
  AtomicFile& operator=(AtomicFile&&) = delete;

  absl::Status Append(const void* bytes, size_t size);
  // Gives it the path, once its bytes are on the disk.
  absl::Status Commit();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  AtomicFile(std::string path, std::string partial, std::FILE* file)
      : path_(std::move(path)), partial_(std::move(partial)), file_(file) {}

  std::string path_;
  std::string partial_;
  std::unique_ptr<std::FILE, Closer> file_;  // null once it is closed
};

}  // namespace assay

#endif  // ASSAY_TOOLS_BASE_ATOMIC_FILE_H_
