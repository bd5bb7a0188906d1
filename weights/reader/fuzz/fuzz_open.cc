// Any bytes as a file, to WeightFile::Open: the kinds of files, names that repeat, and the map.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "weights/reader/fuzz/touch.h"
#include "weights/reader/weight_file.h"

namespace {

// One file in memory for all runs.
int Descriptor() {
  static const int descriptor = memfd_create("fuzz", MFD_CLOEXEC);
  if (descriptor < 0) std::abort();
  return descriptor;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int descriptor = Descriptor();
  if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, data, size, 0) != static_cast<ssize_t>(size)) std::abort();
  const auto file = assay::WeightFile::Open("/proc/self/fd/" + std::to_string(descriptor));
  if (!file.ok()) {
    assay::CheckRefusal(file.status());
    return 0;
  }
  assay::Touch(file->tensors(), file->bytes());
  for (const assay::TensorView& tensor : file->tensors()) {
    if (file->Find(tensor.name) != &tensor) std::abort();
  }
  return 0;
}
