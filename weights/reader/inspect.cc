#include "weights/reader/inspect.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <variant>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tools/base/status_macros.h"
#include "weights/reader/digest.h"
#include "weights/reader/weight_file.h"

namespace assay {
namespace {

std::string Quote(absl::string_view text) { return nlohmann::json(std::string(text)).dump(); }

std::string Number(double value) {
  if (std::isnan(value)) return "\"nan\"";
  if (std::isinf(value)) return value > 0 ? "\"inf\"" : "\"-inf\"";
  return nlohmann::json(value).dump();
}

std::string ScalarText(const Scalar& scalar) {
  return std::visit(
      [](const auto& value) -> std::string {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return "null";
        else if constexpr (std::is_same_v<T, bool>)
          return value ? "true" : "false";
        else if constexpr (std::is_same_v<T, double>)
          return Number(value);
        else if constexpr (std::is_same_v<T, std::string>)
          return Quote(value);
        else
          return absl::StrCat(value);
      },
      scalar.value);
}

std::string QuantizationJson(const TensorView& tensor) {
  if (tensor.quantization == nullptr) return "";
  const Quantization& quantization = *tensor.quantization;
  const auto number = [](std::string* out, double value) { absl::StrAppend(out, Number(value)); };
  return absl::StrCat(",\"quantization\":{\"scales\":[", absl::StrJoin(quantization.scales, ",", number),
                      "],\"zero_points\":[", absl::StrJoin(quantization.zero_points, ","),
                      "],\"axis\":", quantization.axis.has_value() ? absl::StrCat(*quantization.axis) : "null", "}");
}

// Printable and on one line, whatever a file's author wrote in a name.
std::string Plain(const std::string& name) { return name.empty() ? "(the tensor)" : absl::Utf8SafeCHexEscape(name); }

}  // namespace

// Written piece by piece: a tree of 100,000 tensors would take more memory than the file's description.
absl::StatusOr<std::string> InspectJson(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const WeightFile file, WeightFile::Open(path));
  std::string json = absl::StrCat("{\"format\":", Quote(file.format()), ",\"tensors\":{");
  absl::string_view comma = "";
  for (const TensorView& tensor : file.tensors()) {
    absl::StrAppend(&json, comma, Quote(tensor.name), ":{\"dtype\":", Quote(DTypeName(tensor.dtype)), ",\"shape\":[",
                    absl::StrJoin(tensor.shape, ","), "],\"sha256\":\"", TensorSha256(tensor), "\"",
                    QuantizationJson(tensor), "}");
    comma = ",";
  }
  absl::StrAppend(&json, "},\"scalars\":{");
  comma = "";
  for (const Scalar& scalar : file.scalars()) {
    absl::StrAppend(&json, comma, Quote(scalar.name), ":", ScalarText(scalar));
    comma = ",";
  }
  absl::StrAppend(&json, "}");
  comma = ",\"metadata\":{";
  for (const auto& [key, value] : file.metadata()) {
    absl::StrAppend(&json, comma, Quote(key), ":", Quote(value));
    comma = ",";
  }
  absl::StrAppend(&json, file.metadata().empty() ? "}" : "}}");
  return json;
}

absl::StatusOr<std::string> InspectTable(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const WeightFile file, WeightFile::Open(path));
  std::string table =
      absl::StrCat(path, ": ", file.format(), ", ", file.tensors().size(), " tensors, ", file.bytes().size(),
                   " bytes\ndigest of the tensors ", StateDictDigest(file.tensors()), "\n");
  constexpr size_t kWidestName = 60;
  size_t width = 0;
  for (const TensorView& tensor : file.tensors())
    width = std::max(width, std::min(Plain(tensor.name).size(), kWidestName));
  for (const TensorView& tensor : file.tensors()) {
    absl::StrAppendFormat(&table, "  %-*s  %-13s [%s]\n", static_cast<int>(width), Plain(tensor.name),
                          std::string(DTypeName(tensor.dtype)), absl::StrJoin(tensor.shape, ", "));
  }
  for (const Scalar& scalar : file.scalars())
    absl::StrAppend(&table, "  ", Plain(scalar.name), " = ", ScalarText(scalar), "\n");
  return table;
}

}  // namespace assay
