#include "weights/writer/safetensors_writer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "tools/base/atomic_file.h"
#include "tools/base/status_macros.h"
#include "weights/reader/quoted.h"
#include "weights/reader/row_major.h"
#include "weights/reader/safetensors_types.h"
#include "weights/reader/utf8.h"

namespace assay {
namespace {

std::string Quote(const std::string& text) { return nlohmann::json(text).dump(); }

absl::Status CheckText(const std::string& text) {
  if (IsUtf8(text)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(Quoted(text), " is not UTF-8, which safetensors files are written in"));
}

// Where the type of a tensor stands among the format's.
absl::StatusOr<const SafetensorsType*> FindType(const TensorView& tensor) {
  for (const SafetensorsType& type : kSafetensorsTypes) {
    if (type.dtype == tensor.dtype && tensor.quantization == nullptr) return &type;
  }
  return absl::InvalidArgumentError(absl::StrCat("the tensor ", Quoted(tensor.name), " is ", DTypeName(tensor.dtype),
                                                 ", which the safetensors format does not have: convert it first"));
}

struct Item {
  const TensorView* tensor;
  const SafetensorsType* type;
};

uint64_t BytesOf(const TensorView& tensor) { return static_cast<uint64_t>(tensor.numel()) * ItemSize(tensor.dtype); }

absl::StatusOr<std::vector<Item>> InFileOrder(absl::Span<const TensorView> tensors) {
  std::vector<Item> order;
  for (const TensorView& tensor : tensors) {
    ASSAY_RETURN_IF_ERROR(CheckText(tensor.name));
    if (tensor.name == kSafetensorsMetadata) {
      return absl::InvalidArgumentError(
          absl::StrCat("no tensor may be called ", Quoted(tensor.name), ": the format itself does"));
    }
    ASSAY_ASSIGN_OR_RETURN(const SafetensorsType* const type, FindType(tensor));
    order.push_back({&tensor, type});
  }
  const auto by_name = [](const Item& a, const Item& b) { return a.tensor->name < b.tensor->name; };
  std::sort(order.begin(), order.end(), by_name);
  const auto twice = std::adjacent_find(order.begin(), order.end(),
                                        [&](const Item& a, const Item& b) { return a.tensor->name == b.tensor->name; });
  if (twice != order.end())
    return absl::InvalidArgumentError(absl::StrCat("two tensors are called ", Quoted(twice->tensor->name)));
  std::stable_sort(order.begin(), order.end(), [](const Item& a, const Item& b) { return a.type < b.type; });
  return order;
}

absl::StatusOr<std::string> Header(absl::Span<const Item> order,
                                   absl::Span<const std::pair<std::string, std::string>> metadata) {
  std::vector<std::string> fields, strings;
  for (const auto& [key, value] : metadata) {
    ASSAY_RETURN_IF_ERROR(CheckText(key));
    ASSAY_RETURN_IF_ERROR(CheckText(value));
    strings.push_back(absl::StrCat(Quote(key), ":", Quote(value)));
  }
  std::sort(strings.begin(), strings.end());
  if (!strings.empty())
    fields.push_back(absl::StrCat("\"", kSafetensorsMetadata, "\":{", absl::StrJoin(strings, ","), "}"));
  uint64_t at = 0;
  for (const auto& [tensor, type] : order) {
    const uint64_t end = at + BytesOf(*tensor);
    std::vector<int64_t> shape = tensor->shape;
    if (tensor->dtype == DType::kFloat4E2M1FNX2) {
      if (shape.empty())
        return absl::InvalidArgumentError(absl::StrCat("the tensor ", Quoted(tensor->name), " has no dimension"));
      shape.back() *= 2;
    }
    fields.push_back(absl::StrCat(Quote(tensor->name), ":{\"dtype\":\"", type->name, "\",\"shape\":[",
                                  absl::StrJoin(shape, ","), "],\"data_offsets\":[", at, ",", end, "]}"));
    at = end;
  }
  std::string header = absl::StrCat("{", absl::StrJoin(fields, ","), "}");
  constexpr size_t kAlignment = 8;
  header.append((kAlignment - header.size() % kAlignment) % kAlignment, ' ');
  return header;
}

absl::Status Write(const std::string& path, const std::string& header, absl::Span<const Item> order) {
  ASSAY_ASSIGN_OR_RETURN(AtomicFile file, AtomicFile::Create(path));
  unsigned char length[8];
  for (int i = 0; i < 8; ++i) length[i] = static_cast<unsigned char>(uint64_t{header.size()} >> (8 * i));
  ASSAY_RETURN_IF_ERROR(file.Append(length, sizeof(length)));
  ASSAY_RETURN_IF_ERROR(file.Append(header.data(), header.size()));
  for (const Item& item : order) {
    absl::Status status;
    ForEachPiece(*item.tensor, [&](const std::byte* bytes, size_t size) { status.Update(file.Append(bytes, size)); });
    ASSAY_RETURN_IF_ERROR(status);
  }
  return file.Commit();
}

}  // namespace

absl::Status WriteSafetensors(const std::string& path, absl::Span<const TensorView> tensors,
                              absl::Span<const std::pair<std::string, std::string>> metadata) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<Item> order, InFileOrder(tensors));
  ASSAY_ASSIGN_OR_RETURN(const std::string header, Header(order, metadata));
  return Write(path, header, order);
}

}  // namespace assay
