#include "weights/reader/torch_zip.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "tools/base/status_macros.h"
#include "weights/reader/byte_reader.h"
#include "weights/reader/flatten.h"
#include "weights/reader/pickle_graph.h"
#include "weights/reader/quoted.h"
#include "weights/reader/unpickler.h"
#include "weights/reader/zip_archive.h"

namespace assay {
namespace {

using Bytes = absl::Span<const std::byte>;

// inline_container.h: kMinSupportedFileFormatVersion, kMaxSupportedFileFormatVersion.
constexpr int kFirstVersion = 1, kLastVersion = 10;
constexpr absl::string_view kStorages = "data/";

absl::string_view Text(const ZipRecord& record) {
  return {reinterpret_cast<const char*>(record.data.data()), record.data.size()};
}

// The archive's records by what they are for.
struct Parts {
  const ZipRecord* pickle = nullptr;
  const ZipRecord* version = nullptr;
  const ZipRecord* byte_order = nullptr;
  std::vector<const ZipRecord*> storages;
};

bool IsProgram(absl::string_view name) { return name == "constants.pkl" || absl::ConsumePrefix(&name, "code/"); }

// What torch.save writes beside the data, and no reader needs. It must be what it says: anything else could hide there.
absl::StatusOr<bool> IsKnown(const ZipRecord& record) {
  constexpr size_t kIdDigits = 40, kNumberDigits = 9;
  const bool is_id = record.name == ".data/serialization_id";
  if (!is_id && record.name != ".format_version" && record.name != ".storage_alignment") return false;
  const absl::string_view text = Text(record);
  const bool right_size = is_id ? text.size() == kIdDigits : !text.empty() && text.size() <= kNumberDigits;
  if (right_size && std::all_of(text.begin(), text.end(), absl::ascii_isdigit)) return true;
  return absl::InvalidArgumentError(absl::StrCat("its zip record ", Quoted(record.name), " holds no number of ",
                                                 is_id ? "40 digits" : "a few digits"));
}

// Cuts the common folder off all names.
absl::Status CutFolder(std::vector<ZipRecord>& records) {
  if (records.empty()) return absl::InvalidArgumentError("is an empty zip archive, expected weights");
  const absl::string_view folder = records[0].name.substr(0, records[0].name.find('/') + 1);
  for (ZipRecord& record : records) {
    if (folder.empty() || !absl::ConsumePrefix(&record.name, folder)) {
      return absl::InvalidArgumentError(absl::StrCat("is a zip archive whose records do not lie in one folder (",
                                                     Quoted(record.name), "), expected a file that torch.save wrote"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Parts> Sort(const std::vector<ZipRecord>& records) {
  for (const ZipRecord& record : records) {
    if (IsProgram(record.name)) {
      return absl::InvalidArgumentError(
          "is a TorchScript archive, which holds a program: save the module's state dict instead");
    }
  }
  Parts parts;
  absl::string_view unknown;
  for (const ZipRecord& record : records) {
    if (record.name == "data.pkl") {
      parts.pickle = &record;
    } else if (record.name == "version") {
      parts.version = &record;
    } else if (record.name == "byteorder") {
      parts.byte_order = &record;
    } else if (record.name.substr(0, kStorages.size()) == kStorages) {
      parts.storages.push_back(&record);
    } else {
      ASSAY_ASSIGN_OR_RETURN(const bool known, IsKnown(record));
      if (!known && unknown.empty()) unknown = record.name;
    }
  }
  if (parts.pickle == nullptr) return absl::InvalidArgumentError("is a zip archive without data.pkl, expected weights");
  if (!unknown.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("holds the zip record ", Quoted(unknown), ", which torch.save does not write"));
  }
  return parts;
}

// Digits, and the newline that PyTorch writes behind them.
bool ReadVersion(absl::string_view text, int& version) {
  absl::ConsumeSuffix(&text, "\n");
  return text.size() <= 2 && std::all_of(text.begin(), text.end(), absl::ascii_isdigit) &&
         absl::SimpleAtoi(text, &version);
}

absl::Status CheckVersion(const Parts& parts) {
  int version = 0;
  if (parts.version == nullptr || !ReadVersion(Text(*parts.version), version) || version < kFirstVersion ||
      version > kLastVersion) {
    return absl::InvalidArgumentError(
        absl::StrCat("does not state a version of the format from ", kFirstVersion, " to ", kLastVersion));
  }
  if (parts.byte_order == nullptr || Text(*parts.byte_order) == "little") return absl::OkStatus();
  if (Text(*parts.byte_order) == "big") {
    return absl::UnimplementedError(
        "was written on a big-endian machine, which is not read: save it again on a little-endian one");
  }
  return absl::InvalidArgumentError(absl::StrCat("states the byte order ", Quoted(Text(*parts.byte_order))));
}

absl::StatusOr<Value> ReadPickle(const ZipRecord& record, PickleGraph& graph) {
  ByteReader reader(record.data);
  ASSAY_ASSIGN_OR_RETURN(const Value root, Unpickle(reader, graph, PickleContent::kTensors));
  if (reader.remaining() == 0) return root;
  return absl::InvalidArgumentError(absl::StrCat("its data.pkl has ", reader.remaining(), " bytes behind the pickle"));
}

// The bytes of every storage, row by row; each has one record of its size, and no record is left over.
absl::StatusOr<std::vector<Bytes>> MatchStorages(const Parts& parts, const PickleGraph& graph) {
  ASSAY_RETURN_IF_ERROR(graph.budget->Charge(graph.storages.size() * (sizeof(Bytes) + 1)));
  std::vector<Bytes> storages(graph.storages.size());
  std::vector<bool> seen(storages.size());
  for (const ZipRecord* record : parts.storages) {
    const absl::string_view key = record->name.substr(kStorages.size());
    const std::optional<uint32_t> found = graph.storage_keys.Find(key);
    if (!found.has_value()) return absl::InvalidArgumentError(absl::StrCat("no tensor uses its storage ", Quoted(key)));
    const int64_t wanted = graph.storages[*found].bytes;
    if (static_cast<uint64_t>(wanted) != record->data.size()) {
      return absl::InvalidArgumentError(absl::StrCat("its storage ", Quoted(key), " holds ", record->data.size(),
                                                     " bytes, the tensors expect ", wanted));
    }
    storages[*found] = record->data;
    seen[*found] = true;
  }
  for (size_t i = 0; i < seen.size(); ++i) {
    if (!seen[i])
      return absl::InvalidArgumentError(absl::StrCat("has no record of its storage ", Quoted(graph.storages[i].key)));
  }
  return storages;
}

// The archive's pickle as `graph` and `root`, and the bytes of its storages. The table of records ends here: it and the
// tensors' views together are more than the budget has.
absl::StatusOr<std::vector<Bytes>> ReadRecords(Bytes bytes, bool verify, PickleGraph& graph, Value& root) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<ZipRecord> records, ReadZipArchive(bytes, *graph.budget));
  ASSAY_RETURN_IF_ERROR(CutFolder(records));
  const size_t sorted_bytes = records.size() * sizeof(const ZipRecord*);
  ASSAY_RETURN_IF_ERROR(graph.budget->Charge(sorted_bytes));
  ASSAY_ASSIGN_OR_RETURN(const Parts parts, Sort(records));
  ASSAY_RETURN_IF_ERROR(CheckVersion(parts));
  for (const ZipRecord& record : records) {
    if (verify) ASSAY_RETURN_IF_ERROR(VerifyCrc32(record));
  }
  ASSAY_ASSIGN_OR_RETURN(root, ReadPickle(*parts.pickle, graph));
  ASSAY_ASSIGN_OR_RETURN(std::vector<Bytes> storages, MatchStorages(parts, graph));
  graph.budget->Release(records.size() * sizeof(ZipRecord) + sorted_bytes);
  return storages;
}

}  // namespace

absl::StatusOr<WeightContents> ReadTorchZip(absl::Span<const std::byte> bytes, bool verify) {
  MemoryBudget budget;
  PickleGraph graph(&budget);
  Value root;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<Bytes> storages, ReadRecords(bytes, verify, graph, root));
  WeightContents contents;
  ASSAY_RETURN_IF_ERROR(Flatten(graph, root, storages, bytes.size(), contents));
  return contents;
}

}  // namespace assay
