// Bytes under a path, for code that opens paths: nothing is left behind, wherever the program runs.
//
//   ASSAY_ASSIGN_OR_RETURN(const MemoryFile file, MemoryFile::Make(bytes));
//   WeightFile::Open(file.path());
#ifndef ASSAY_HARNESS_COMPONENTS_MEMORY_FILE_H_
#define ASSAY_HARNESS_COMPONENTS_MEMORY_FILE_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace assay {

class MemoryFile {
 public:
  // Errors: what the system says.
  static absl::StatusOr<MemoryFile> Make(const std::string& bytes);

  MemoryFile(MemoryFile&& other) : descriptor_(std::exchange(other.descriptor_, -1)) {}
  MemoryFile& operator=(MemoryFile&&) = delete;
  ~MemoryFile();

  // Another one each time that a file is made.
  std::string path() const;

 private:
  explicit MemoryFile(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_MEMORY_FILE_H_
