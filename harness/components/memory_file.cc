#include "harness/components/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"

namespace assay {

absl::StatusOr<MemoryFile> MemoryFile::Make(const std::string& bytes) {
  const int descriptor = memfd_create("assay", MFD_CLOEXEC);
  if (descriptor < 0) return absl::ErrnoToStatus(errno, "cannot make a file in memory");
  MemoryFile file(descriptor);
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count = write(descriptor, bytes.data() + done, bytes.size() - done);
    if (count < 0) return absl::ErrnoToStatus(errno, "cannot write to a file in memory");
    done += count;
  }
  return file;
}

MemoryFile::~MemoryFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::string MemoryFile::path() const { return absl::StrCat("/proc/self/fd/", descriptor_); }

}  // namespace assay
