// Any bytes to the reader of PyTorch's format before 1.6.
#include "weights/reader/fuzz/touch.h"
#include "weights/reader/legacy_pth.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::Span<const std::byte> bytes = assay::FuzzBytes(data, size);
  assay::Judge(assay::ReadLegacyPth(bytes), bytes);
  return 0;
}
