#include "weights/reader/inspect.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>
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

// As a JSON string, whose bytes are UTF-8 already. Stretches that need no escape go out at once.
void WriteQuoted(absl::string_view text, std::ostream& out) {
  out << '"';
  size_t written = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.write(text.data() + written, static_cast<std::streamsize>(i - written));
    written = i + 1;
    constexpr char kHex[] = "0123456789abcdef";
    if (c >= 0x20) {
      const char escape[] = {'\\', static_cast<char>(c)};
      out.write(escape, sizeof(escape));
    } else {
      const char escape[] = {'\\', 'u', '0', '0', kHex[c >> 4], kHex[c & 15]};
      out.write(escape, sizeof(escape));
    }
  }
  out.write(text.data() + written, static_cast<std::streamsize>(text.size() - written));
  out << '"';
}

std::string Number(double value) {
  if (std::isnan(value)) return "\"nan\"";
  if (std::isinf(value)) return value > 0 ? "\"inf\"" : "\"-inf\"";
  return nlohmann::json(value).dump();
}

void WriteScalar(const Scalar& scalar, std::ostream& out) {
  std::visit(
      [&](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          out << "null";
        else if constexpr (std::is_same_v<T, bool>)
          out << (value ? "true" : "false");
        else if constexpr (std::is_same_v<T, double>)
          out << Number(value);
        else if constexpr (std::is_same_v<T, std::string>)
          WriteQuoted(value, out);
        else
          out << absl::StrCat(value);
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

absl::Status InspectJson(const std::string& path, std::ostream& out) {
  ASSAY_ASSIGN_OR_RETURN(const WeightFile file, WeightFile::Open(path));
  out << "{\"format\":\"" << file.format() << "\",\"tensors\":{";
  const char* comma = "";
  for (const TensorView& tensor : file.tensors()) {
    out << comma;
    WriteQuoted(tensor.name, out);
    out << ":{\"dtype\":\"" << DTypeName(tensor.dtype) << "\",\"shape\":[" << absl::StrJoin(tensor.shape, ",")
        << "],\"sha256\":\"" << TensorSha256(tensor) << '"' << QuantizationJson(tensor) << '}';
    comma = ",";
  }
  out << "},\"scalars\":{";
  comma = "";
  for (const Scalar& scalar : file.scalars()) {
    out << comma;
    WriteQuoted(scalar.name, out);
    out << ':';
    WriteScalar(scalar, out);
    comma = ",";
  }
  out << '}';
  comma = ",\"metadata\":{";
  for (const auto& [key, value] : file.metadata()) {
    out << comma;
    WriteQuoted(key, out);
    out << ':';
    WriteQuoted(value, out);
    comma = ",";
  }
  out << (file.metadata().empty() ? "}" : "}}");
  return absl::OkStatus();
}

absl::Status InspectTable(const std::string& path, std::ostream& out) {
  ASSAY_ASSIGN_OR_RETURN(const WeightFile file, WeightFile::Open(path));
  out << path << ": " << file.format() << ", " << file.tensors().size() << " tensors, " << file.bytes().size()
      << " bytes\ndigest of the tensors " << StateDictDigest(file.tensors()) << '\n';
  constexpr size_t kWidestName = 60;
  size_t width = 0;
  for (const TensorView& tensor : file.tensors())
    width = std::max(width, std::min(Plain(tensor.name).size(), kWidestName));
  for (const TensorView& tensor : file.tensors()) {
    out << absl::StrFormat("  %-*s  %-13s [%s]\n", static_cast<int>(width), Plain(tensor.name),
                           std::string(DTypeName(tensor.dtype)), absl::StrJoin(tensor.shape, ", "));
  }
  for (const Scalar& scalar : file.scalars()) {
    out << "  " << Plain(scalar.name) << " = ";
    WriteScalar(scalar, out);
    out << '\n';
  }
  return absl::OkStatus();
}

}  // namespace assay
