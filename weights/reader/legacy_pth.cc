#include "weights/reader/legacy_pth.h"

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "weights/reader/byte_reader.h"
#include "weights/reader/flatten.h"
#include "weights/reader/pickle_graph.h"
#include "weights/reader/quoted.h"
#include "weights/reader/unpickler.h"

namespace assay {
namespace {

// 0x1950a86a20f9469cfc6c, as pickle writes it.
constexpr absl::string_view kMagic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
constexpr int64_t kProtocolVersion = 1001;

absl::StatusOr<Value> Lookup(const PickleGraph& graph, Value dict, absl::string_view key) {
  if (dict.kind == ValueKind::kDict) {
    for (const auto& [name, value] : graph.ItemsOf(dict)) {
      if (name.kind == ValueKind::kString && graph.StringAt(name) == key) return value;
    }
  }
  return absl::InvalidArgumentError(absl::StrCat("its description of the writer's system has no '", key, "'"));
}

absl::Status ReadPreamble(ByteReader& reader, PickleGraph& graph) {
  ASSAY_ASSIGN_OR_RETURN(const Value magic, Unpickle(reader, graph, PickleContent::kPlain));
  if (magic.kind != ValueKind::kWideInt || graph.StringAt(magic) != kMagic) {
    return absl::InvalidArgumentError(
        "is a pickle without PyTorch's magic number, expected a file that torch.save wrote");
  }
  ASSAY_ASSIGN_OR_RETURN(const Value version, Unpickle(reader, graph, PickleContent::kPlain));
  ASSAY_ASSIGN_OR_RETURN(const int64_t number, graph.Int(version, "the protocol's version"));
  if (number != kProtocolVersion) {
    return absl::InvalidArgumentError(
        absl::StrCat("has the protocol's version ", number, ", expected ", kProtocolVersion));
  }
  ASSAY_ASSIGN_OR_RETURN(const Value system, Unpickle(reader, graph, PickleContent::kPlain));
  ASSAY_ASSIGN_OR_RETURN(const Value little_endian, Lookup(graph, system, "little_endian"));
  if (little_endian.kind != ValueKind::kBool)
    return absl::InvalidArgumentError("does not say whether it is little-endian");
  if (little_endian.payload == 0) {
    return absl::UnimplementedError(
        "was written on a big-endian machine, which is not read: save it again on a little-endian one");
  }
  return absl::OkStatus();
}

// The bytes of every storage, row by row; the records must name each of them once and fill the file.
absl::StatusOr<std::vector<absl::Span<const std::byte>>> ReadStorages(ByteReader& reader, PickleGraph& graph,
                                                                      Value keys) {
  if (keys.kind != ValueKind::kList)
    return absl::InvalidArgumentError(absl::StrCat("its list of storages is ", KindName(keys.kind)));
  using Bytes = absl::Span<const std::byte>;
  ASSAY_RETURN_IF_ERROR(graph.budget->Charge(graph.storages.size() * (sizeof(Bytes) + 1)));
  std::vector<Bytes> storages(graph.storages.size());
  std::vector<bool> seen(graph.storages.size());
  size_t count = 0;
  for (const Value key : graph.lists[keys.payload]) {
    if (key.kind != ValueKind::kString)
      return absl::InvalidArgumentError(absl::StrCat("a storage's key is ", KindName(key.kind)));
    const std::string name = Quoted(graph.StringAt(key), 40);
    const std::optional<uint32_t> found = graph.storage_keys.Find(graph.StringAt(key));
    if (!found.has_value()) return absl::InvalidArgumentError(absl::StrCat("no tensor uses its storage ", name));
    if (seen[*found]) return absl::InvalidArgumentError(absl::StrCat("lists its storage ", name, " twice"));
    seen[*found] = true;
    ++count;
    const StorageRow& storage = graph.storages[*found];
    ASSAY_ASSIGN_OR_RETURN(const int64_t numel, reader.ReadLittleEndian<int64_t>());
    if (numel != storage.record_numel) {
      return absl::InvalidArgumentError(absl::StrCat("its storage '", name, "' holds ", numel,
                                                     " elements, the tensors expect ", storage.record_numel));
    }
    ASSAY_ASSIGN_OR_RETURN(const absl::string_view data, reader.ReadBytes(storage.bytes));
    storages[*found] = Bytes(reinterpret_cast<const std::byte*>(data.data()), data.size());
  }
  if (count != storages.size()) {
    return absl::InvalidArgumentError(absl::StrCat("has ", count, " storages, its tensors use ", storages.size()));
  }
  return storages;
}

}  // namespace

absl::StatusOr<WeightContents> ReadLegacyPth(absl::Span<const std::byte> bytes) {
  MemoryBudget budget;
  PickleGraph graph(&budget);
  graph.storages_have_views = true;
  ByteReader reader(bytes);
  ASSAY_RETURN_IF_ERROR(ReadPreamble(reader, graph));
  ASSAY_ASSIGN_OR_RETURN(const Value root, Unpickle(reader, graph, PickleContent::kTensors));
  ASSAY_ASSIGN_OR_RETURN(const Value keys, Unpickle(reader, graph, PickleContent::kPlain));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<absl::Span<const std::byte>> storages, ReadStorages(reader, graph, keys));
  if (reader.remaining() > 0) {
    return absl::InvalidArgumentError(absl::StrCat("has ", reader.remaining(), " bytes behind its last storage"));
  }
  WeightContents contents;
  ASSAY_RETURN_IF_ERROR(Flatten(graph, root, storages, bytes.size(), contents));
  return contents;
}

}  // namespace assay
