#include "harness/accuracy/npy.h"

#include <bit>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr absl::string_view kMagic = "\x93NUMPY";
constexpr size_t kMostDimensions = 32;  // NumPy's own limit of many years

static_assert(std::endian::native == std::endian::little);

struct Header {
  std::optional<std::string> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<int64_t>> shape;
};

// The header is a Python literal. NumPy writes one dictionary of three keys and nothing else is taken.
class HeaderParser {
 public:
  explicit HeaderParser(absl::string_view text) : text_(text) {}

  // False where the text is something else.
  bool Parse(Header& header) {
    if (!Take("{")) return false;
    while (!Take("}")) {
      std::string key;
      if (!TakeString(key) || !Take(":") || !TakeValue(key, header)) return false;
      if (!Take(",") && !Peek("}")) return false;
    }
    Skip();
    return text_.empty() && header.descr.has_value() && header.fortran_order.has_value() && header.shape.has_value();
  }

 private:
  void Skip() { text_ = absl::StripLeadingAsciiWhitespace(text_); }

  bool Peek(absl::string_view word) {
    Skip();
    return text_.substr(0, word.size()) == word;
  }

  bool Take(absl::string_view word) {
    Skip();
    return absl::ConsumePrefix(&text_, word);
  }

  // Without escapes, of which no key and no dtype has need.
  bool TakeString(std::string& value) {
    Skip();
    if (text_.empty() || (text_[0] != '\'' && text_[0] != '"')) return false;
    const size_t end = text_.find(text_[0], 1);
    if (end == absl::string_view::npos) return false;
    value = std::string(text_.substr(1, end - 1));
    text_.remove_prefix(end + 1);
    return value.find('\\') == std::string::npos;
  }

  bool TakeNumber(int64_t& value) {
    Skip();
    size_t digits = 0;
    while (digits < text_.size() && absl::ascii_isdigit(text_[digits])) ++digits;
    if (!absl::SimpleAtoi(text_.substr(0, digits), &value)) return false;  // no digits, or too many
    text_.remove_prefix(digits);
    return true;
  }

  // (), (3,), (3, 4).
  bool TakeShape(std::vector<int64_t>& shape) {
    if (!Take("(")) return false;
    while (!Take(")")) {
      int64_t size = 0;
      if (shape.size() == kMostDimensions || !TakeNumber(size)) return false;
      shape.push_back(size);
      if (!Take(",") && !(shape.size() > 1 && Peek(")"))) return false;
    }
    return true;
  }

  // Each key once.
  bool TakeValue(const std::string& key, Header& header) {
    if (key == "descr" && !header.descr.has_value()) return TakeString(header.descr.emplace());
    if (key == "shape" && !header.shape.has_value()) return TakeShape(header.shape.emplace());
    if (key != "fortran_order" || header.fortran_order.has_value()) return false;
    header.fortran_order = Peek("True");
    return Take("True") || Take("False");
  }

  absl::string_view text_;
};

size_t NumberAt(absl::string_view bytes, size_t offset, int count) {
  size_t value = 0;
  for (int i = count - 1; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

// The header's text, taken off the front of `bytes`.
absl::StatusOr<absl::string_view> TakeHeader(absl::string_view& bytes, const std::string& name) {
  const size_t version_at = kMagic.size(), length_at = version_at + 2;
  if (bytes.substr(0, kMagic.size()) != kMagic)
    return absl::InvalidArgumentError(absl::StrCat(name, ": is no .npy file: it does not begin as NumPy's do"));
  const int version = bytes.size() < length_at ? 0 : static_cast<unsigned char>(bytes[version_at]);
  if (bytes.size() >= length_at && version != 1 && version != 2) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": is of version ", version, " of NumPy's format, expected 1 or 2: save it again"));
  }
  const size_t length_bytes = version == 1 ? 2 : 4, begin = length_at + length_bytes;
  const absl::Status cut = absl::DataLossError(absl::StrCat(name, ": is cut short in its header: fetch it again"));
  if (bytes.size() < begin) return cut;
  const size_t length = NumberAt(bytes, length_at, static_cast<int>(length_bytes));
  if (length > bytes.size() - begin) return cut;
  const absl::string_view header = bytes.substr(begin, length);
  bytes.remove_prefix(begin + length);
  return header;
}

// Of one value; 0 for a dtype that is not taken.
size_t ElementSize(absl::string_view dtype) {
  if (dtype == "<f8") return sizeof(double);
  if (dtype == "<f4") return sizeof(float);
  return dtype == "|u1" ? 1 : 0;
}

double ValueAt(absl::string_view bytes, size_t index, size_t element) {
  if (element == 1) return static_cast<unsigned char>(bytes[index]);
  double wide = 0;
  float narrow = 0;
  if (element == sizeof(double)) {
    std::memcpy(&wide, bytes.data() + index * element, element);
    return wide;
  }
  std::memcpy(&narrow, bytes.data() + index * element, element);
  return narrow;
}

}  // namespace

absl::StatusOr<NpyArray> ParseNpy(absl::string_view bytes, const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(const absl::string_view text, TakeHeader(bytes, name));
  Header header;
  if (!HeaderParser(text).Parse(header)) {
    return absl::InvalidArgumentError(absl::StrCat(name, ": its header is \"", absl::CHexEscape(text.substr(0, 80)),
                                                   "\", expected descr, fortran_order and shape as NumPy writes them"));
  }
  const size_t element = ElementSize(*header.descr);
  if (element == 0 || *header.fortran_order) {
    return absl::InvalidArgumentError(absl::StrCat(name, ": holds \"", absl::CHexEscape(header.descr->substr(0, 20)),
                                                   "\" in ", *header.fortran_order ? "Fortran" : "C",
                                                   " order, expected \"<f8\", \"<f4\" or \"|u1\" in C order"));
  }
  size_t count = 1;
  bool too_many = false;
  for (const int64_t size : *header.shape) too_many |= __builtin_mul_overflow(count, static_cast<size_t>(size), &count);
  if (too_many || count != bytes.size() / element || bytes.size() % element != 0) {
    return absl::DataLossError(absl::StrCat(name, ": holds ", bytes.size(), " bytes of values, expected ",
                                            too_many ? "far more" : absl::StrCat(count, " times ", element),
                                            " by its header: fetch it again"));
  }
  NpyArray array = {.dtype = *std::move(header.descr), .shape = *std::move(header.shape)};
  array.values.reserve(count);
  for (size_t i = 0; i < count; ++i) array.values.push_back(ValueAt(bytes, i, element));
  return array;
}

}  // namespace assay
