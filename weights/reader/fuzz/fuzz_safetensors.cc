// Any bytes to the reader of safetensors.
#include "weights/reader/fuzz/touch.h"
#include "weights/reader/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::Span<const std::byte> bytes = assay::FuzzBytes(data, size);
  const auto contents = assay::ReadSafetensors(bytes);
  if (!contents.ok()) assay::CheckRefusal(contents.status());
  if (contents.ok()) assay::Touch(contents->tensors, bytes);
  return 0;
}
