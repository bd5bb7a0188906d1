// Any bytes to the reader of PyTorch's zip format.
#include "weights/reader/fuzz/touch.h"
#include "weights/reader/torch_zip.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::Span<const std::byte> bytes = assay::FuzzBytes(data, size);
  // A mutated archive seldom has the right checksums: with and without them.
  for (const bool verify : {true, false}) assay::Judge(assay::ReadTorchZip(bytes, verify), bytes);
  return 0;
}
