// Any bytes to the unpickler, as a pickle of tensors over storages that are there in full.
#include <algorithm>
#include <vector>

#include "weights/reader/flatten.h"
#include "weights/reader/fuzz/touch.h"
#include "weights/reader/unpickler.h"

namespace assay {
namespace {

// What the storages of a pickle may take here; those of more are not backed.
constexpr int64_t kMostBytes = 1 << 16;

void Run(absl::Span<const std::byte> bytes) {
  MemoryBudget budget;
  PickleGraph graph(&budget);
  ByteReader reader(bytes);
  const auto root = Unpickle(reader, graph, PickleContent::kTensors);
  if (!root.ok()) return CheckRefusal(root.status());
  int64_t most = 0;
  for (const StorageRow& storage : graph.storages) most = std::max(most, storage.bytes);
  if (most > kMostBytes) return;
  // Exactly as large as the largest: one byte beyond it is seen by a sanitizer.
  const std::vector<std::byte> backing(most);
  std::vector<absl::Span<const std::byte>> storages;
  for (const StorageRow& storage : graph.storages) storages.emplace_back(backing.data(), storage.bytes);
  WeightContents contents;
  const absl::Status status = Flatten(graph, *root, storages, bytes.size(), contents);
  if (!status.ok()) return CheckRefusal(status);
  Touch(contents.tensors, backing);
}

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  assay::Run(assay::FuzzBytes(data, size));
  return 0;
}
