// Any bytes to the reader of safetensors.
#include "weights/reader/fuzz/touch.h"
#include "weights/reader/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::Span<const std::byte> bytes = assay::FuzzBytes(data, size);
  assay::Judge(assay::ReadSafetensors(bytes), bytes);
  return 0;
}
