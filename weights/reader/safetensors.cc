#include "weights/reader/safetensors.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "weights/reader/byte_reader.h"
#include "weights/reader/checked_shape.h"
#include "weights/reader/memory_budget.h"
#include "weights/reader/quoted.h"
#include "weights/reader/safetensors_header.h"

namespace assay {
namespace {

constexpr uint64_t kMaxHeader = 100'000'000;  // the format's own bound

// The tensors' bytes must follow one another from the first byte behind the header to the last of the file.
absl::Status CheckCoverage(const std::vector<SafetensorsEntry>& entries, uint64_t data_bytes, MemoryBudget& budget) {
  ASSAY_RETURN_IF_ERROR(budget.Charge(entries.size() * sizeof(uint32_t)));
  std::vector<uint32_t> order(entries.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return std::pair(entries[a].begin, entries[a].end) < std::pair(entries[b].begin, entries[b].end);
  });
  uint64_t covered = 0;
  for (const uint32_t i : order) {
    const SafetensorsEntry& entry = entries[i];
    if (entry.begin != covered || entry.end < entry.begin || entry.end > data_bytes) {
      return absl::InvalidArgumentError(absl::StrCat("the bytes of ", Quoted(entry.name), " are [", entry.begin, ", ",
                                                     entry.end, "), expected them to begin at ", covered,
                                                     " and to end by ", data_bytes));
    }
    covered = entry.end;
  }
  if (covered != data_bytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("its tensors take ", covered, " bytes, the file holds ", data_bytes));
  }
  return absl::OkStatus();
}

// The format's shapes count numbers of four bits, torch's pairs of them.
absl::Status CountWholeBytes(SafetensorsEntry& entry) {
  if (entry.dtype != DType::kFloat4E2M1FNX2) return absl::OkStatus();
  if (entry.shape.empty() || entry.shape.back() % 2 != 0)
    return absl::InvalidArgumentError(absl::StrCat(Quoted(entry.name), " ends in half a byte"));
  entry.shape.back() /= 2;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<WeightContents> ReadSafetensors(absl::Span<const std::byte> bytes) {
  MemoryBudget budget;
  ByteReader reader(bytes);
  ASSAY_ASSIGN_OR_RETURN(const uint64_t length, reader.ReadLittleEndian<uint64_t>());
  if (length > kMaxHeader) {
    return absl::InvalidArgumentError(
        absl::StrCat("its header claims ", length, " bytes, at most ", kMaxHeader, " are allowed"));
  }
  ASSAY_ASSIGN_OR_RETURN(const absl::string_view json, reader.ReadBytes(length));
  ASSAY_ASSIGN_OR_RETURN(SafetensorsHeader header, ParseSafetensorsHeader(json, budget));
  ASSAY_RETURN_IF_ERROR(CheckCoverage(header.entries, reader.remaining(), budget));
  const std::byte* const data = bytes.data() + reader.position();
  ASSAY_RETURN_IF_ERROR(budget.Charge(header.entries.size() * sizeof(TensorView)));
  WeightContents contents;
  contents.metadata = std::move(header.metadata);
  contents.tensors.reserve(header.entries.size());
  for (SafetensorsEntry& entry : header.entries) {
    ASSAY_RETURN_IF_ERROR(CountWholeBytes(entry));
    ASSAY_ASSIGN_OR_RETURN(const int64_t expected, CheckedBytes(entry.shape, entry.dtype));
    if (static_cast<uint64_t>(expected) != entry.end - entry.begin) {
      return absl::InvalidArgumentError(absl::StrCat(Quoted(entry.name), " has ", entry.end - entry.begin,
                                                     " bytes, its shape and dtype need ", expected));
    }
    TensorView tensor;
    tensor.name = std::move(entry.name);
    tensor.dtype = entry.dtype;
    tensor.shape = std::move(entry.shape);
    tensor.strides = ContiguousStrides(tensor.shape);
    tensor.data = data + entry.begin;
    contents.tensors.push_back(std::move(tensor));
  }
  return contents;
}

}  // namespace assay
