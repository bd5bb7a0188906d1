// Any bytes to the reader of PyTorch's zip format.
#include "weights/reader/fuzz/touch.h"
#include "weights/reader/torch_zip.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::Span<const std::byte> bytes = assay::FuzzBytes(data, size);
  // A mutated archive seldom has the right checksums: with and without them.
  const auto checked = assay::ReadTorchZip(bytes, /*verify=*/true);
  const auto contents = assay::ReadTorchZip(bytes, /*verify=*/false);
  if (!checked.ok()) assay::CheckRefusal(checked.status());
  if (!contents.ok()) assay::CheckRefusal(contents.status());
  if (contents.ok()) assay::Touch(contents->tensors, bytes);
  return 0;
}
