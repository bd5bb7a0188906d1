#include "weights/reader/safetensors_header.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "weights/reader/checked_shape.h"
#include "weights/reader/quoted.h"
#include "weights/reader/safetensors_types.h"
#include "weights/reader/utf8.h"

namespace assay {
namespace {

// Events of nlohmann's parser, which keeps no tree and does not recurse; every method returns whether to go on.
class HeaderHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  HeaderHandler(SafetensorsHeader& header, MemoryBudget& budget) : header_(header), budget_(budget) {}

  const absl::Status& status() const { return status_; }

  bool null() override { return Unexpected("null"); }
  bool boolean(bool) override { return Unexpected("a bool"); }
  bool number_integer(number_integer_t) override { return Unexpected("a negative number"); }
  bool number_float(number_float_t, const string_t&) override { return Unexpected("a fraction or too large a number"); }
  bool binary(binary_t&) override { return Unexpected("binary data"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (place_ == Place::kShape) {
      if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
        return Fail(absl::StrCat("the size ", value, " does not fit"));
      if (entry_.shape.size() >= kMaxRank) return Fail(absl::StrCat("more than ", kMaxRank, " dimensions"));
      entry_.shape.push_back(static_cast<int64_t>(value));
      return true;
    }
    if (place_ == Place::kOffsets) {
      if (offsets_ >= 2) return Fail("more than two data_offsets");
      (offsets_++ == 0 ? entry_.begin : entry_.end) = value;
      return true;
    }
    return Unexpected("a number");
  }

  bool string(string_t& value) override {
    if (place_ == Place::kMetadata) return AddMetadata(value);
    if (place_ != Place::kEntry || field_ != "dtype") return Unexpected("a string");
    for (const SafetensorsType& type : kSafetensorsTypes) {
      if (type.name == value) {
        entry_.dtype = type.dtype;
        return true;
      }
    }
    return Fail(absl::StrCat("the dtype ", Quoted(value), " is not known"));
  }

  bool start_object(size_t) override {
    if (place_ == Place::kStart) {
      place_ = Place::kTop;
    } else if (place_ == Place::kTop) {
      place_ = key_ == kSafetensorsMetadata ? Place::kMetadata : Place::kEntry;
      entry_ = SafetensorsEntry();
      entry_.name = key_;
      offsets_ = 0;
      has_dtype_ = has_shape_ = has_offsets_ = false;
    } else {
      return Unexpected("an object");
    }
    return true;
  }

  bool key(string_t& value) override {
    if (place_ == Place::kEntry) return BeginField(value);
    key_ = value;
    if (place_ == Place::kTop && key_ == kSafetensorsMetadata) {
      if (has_metadata_) return Fail("__metadata__ comes twice");
      has_metadata_ = true;
    }
    if (place_ == Place::kMetadata && !metadata_keys_.insert(value).second) {
      return Fail(absl::StrCat("the key ", Quoted(value), " of __metadata__ comes twice"));
    }
    return true;
  }

  bool start_array(size_t) override {
    if (place_ != Place::kEntry || field_ == "dtype") return Unexpected("a list");
    place_ = field_ == "shape" ? Place::kShape : Place::kOffsets;
    return true;
  }

  bool end_array() override {
    if (place_ == Place::kOffsets && offsets_ != 2) return Fail("data_offsets are not two numbers");
    place_ = Place::kEntry;
    return true;
  }

  bool end_object() override {
    if (place_ == Place::kEntry && !AddEntry()) return false;
    place_ = place_ == Place::kTop ? Place::kStart : Place::kTop;
    return true;
  }

  bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception&) override {
    status_ = absl::InvalidArgumentError(absl::StrCat("its header is no valid JSON at byte ", position + 8));
    return false;
  }

 private:
  enum class Place { kStart, kTop, kMetadata, kEntry, kShape, kOffsets };

  bool Fail(absl::string_view reason) {
    status_ = absl::InvalidArgumentError(
        absl::StrCat(reason, " (header entry ", Quoted(place_ == Place::kMetadata ? kSafetensorsMetadata : key_), ")"));
    return false;
  }

  bool Unexpected(absl::string_view what) {
    if (place_ == Place::kMetadata)
      return Fail(absl::StrCat("__metadata__ holds ", what, ", only strings are allowed"));
    return Fail(absl::StrCat("has ", what, " where the format has none"));
  }

  bool Charge(size_t bytes) {
    status_ = budget_.Charge(bytes);
    return status_.ok();
  }

  bool BeginField(const std::string& name) {
    bool* const seen = name == "dtype"          ? &has_dtype_
                       : name == "shape"        ? &has_shape_
                       : name == "data_offsets" ? &has_offsets_
                                                : nullptr;
    if (seen == nullptr) return Fail(absl::StrCat("the field ", Quoted(name), " is not part of the format"));
    if (*seen) return Fail(absl::StrCat("the field ", Quoted(name), " comes twice"));
    *seen = true;
    field_ = name;
    return true;
  }

  bool AddEntry() {
    if (!has_dtype_ || !has_shape_ || !has_offsets_) return Fail("a tensor needs dtype, shape and data_offsets");
    // The entry is charged where the caller reserved room for all of them; this is what hangs on it, here and in the
    // view.
    if (!Charge(2 * (entry_.name.size() + kBlockOverhead) + 3 * entry_.shape.size() * sizeof(int64_t))) return false;
    header_.entries.push_back(std::move(entry_));
    return true;
  }

  bool AddMetadata(const std::string& value) {
    if (!Charge(8 * sizeof(std::string) + 2 * key_.size() + value.size())) return false;
    header_.metadata.emplace_back(key_, value);
    return true;
  }

  SafetensorsHeader& header_;
  MemoryBudget& budget_;
  absl::Status status_;
  Place place_ = Place::kStart;
  std::string key_;    // the tensor's name, or the key in __metadata__
  std::string field_;  // of the tensor
  SafetensorsEntry entry_;
  int offsets_ = 0;
  bool has_dtype_ = false;
  bool has_shape_ = false;
  bool has_offsets_ = false;
  bool has_metadata_ = false;
  absl::flat_hash_set<std::string> metadata_keys_;
};

struct HeaderSizes {
  size_t objects = 0;
  size_t longest_token = 0;  // of a string, or of what lies between two signs: numbers and blanks
};

// What the parser would let through or keep in memory is found before it starts: it takes a NUL for the end of the
// text, and holds a string, a number or a blank several times over.
absl::StatusOr<HeaderSizes> MeasureHeader(absl::string_view json) {
  constexpr size_t kMaxString = 4 << 20;   // the metadata of some trainers take more than one MiB
  constexpr size_t kMaxBlanks = 16 << 20;  // a parser needs a second for the hundred MiB that the format allows
  constexpr size_t kMaxBetween = 1 << 20;  // an error's message has eight characters for a line's end
  HeaderSizes sizes;
  size_t token_start = 0, blanks = 0;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '\0') return absl::InvalidArgumentError(absl::StrCat("its header has a NUL at byte ", i + 8));
    sizes.longest_token = std::max(sizes.longest_token, i - token_start);
    if (i - token_start > (in_string ? kMaxString : kMaxBetween)) {
      return absl::InvalidArgumentError(in_string ? "its header has a string of more than 4 MiB"
                                                  : "its header has a number or a blank of more than 1 MiB");
    }
    const bool is_blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    blanks += is_blank && !in_string ? 1 : 0;
    if (blanks > kMaxBlanks) return absl::InvalidArgumentError("its header has more than 16 MiB of blanks");
    if (in_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
      token_start = i;
    } else if (!in_string && absl::StrContains("{}[]:,", c)) {
      sizes.objects += c == '{';
      token_start = i;
    }
  }
  return sizes;
}

}  // namespace

absl::StatusOr<SafetensorsHeader> ParseSafetensorsHeader(absl::string_view json, MemoryBudget& budget) {
  // The parser's two buffers, each with its double while it grows, and the copy that is kept.
  constexpr size_t kTokenCopies = 8;
  if (json.empty() || json[0] != '{') return absl::InvalidArgumentError("its header does not begin with '{'");
  if (!IsUtf8(json)) return absl::InvalidArgumentError("its header is not UTF-8");
  json = json.substr(0, json.find_last_not_of(" \t\r\n") + 1);  // padding, of any length
  ASSAY_ASSIGN_OR_RETURN(const HeaderSizes sizes, MeasureHeader(json));
  const size_t charged = kTokenCopies * sizes.longest_token;
  ASSAY_RETURN_IF_ERROR(budget.Charge(charged));
  ASSAY_RETURN_IF_ERROR(budget.Charge(sizes.objects * sizeof(SafetensorsEntry)));
  SafetensorsHeader header;
  header.entries.reserve(sizes.objects);
  HeaderHandler handler(header, budget);
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &handler)) return handler.status();
  budget.Release(charged);
  return header;
}

}  // namespace assay
