#include "harness/accuracy/digits.h"

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "harness/accuracy/read_gzip.h"
#include "tools/base/status_macros.h"
#include "weights/reader/digest.h"

namespace assay {
namespace {

constexpr int kSide = 8;
constexpr size_t kPixels = kSide * kSide;
constexpr int kBrightest = 16;
constexpr size_t kMostBytes = 16 << 20;
constexpr size_t kTestQuarter = 4;

struct Row {
  std::array<uint8_t, kPixels> greys;
  uint8_t digit;
};

class Digits : public Dataset {
 public:
  Digits(std::vector<Row> rows, size_t first) : rows_(std::move(rows)), first_(first) {}

  int64_t size() const override { return static_cast<int64_t>(rows_.size()); }

  Example example(int64_t index) const override {
    return {absl::StrFormat("%04d", index + static_cast<int64_t>(first_)), rows_[index].digit};
  }

  absl::StatusOr<Image> Load(int64_t index) const override {
    Image image{.width = kSide, .height = kSide};
    image.pixels.reserve(kPixels * kPixelBytes);
    for (const uint8_t grey : rows_[index].greys)
      image.pixels.insert(image.pixels.end(), kPixelBytes, Brightness(grey));
    return image;
  }

  absl::StatusOr<std::string> Digest() const override {
    std::string bytes = absl::StrCat("digits from row ", first_, "\n");
    for (const Row& row : rows_) {
      bytes.append(reinterpret_cast<const char*>(row.greys.data()), row.greys.size());
      bytes.push_back(static_cast<char>(row.digit));
    }
    return Sha256Hex({reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()});
  }

 private:
  static uint8_t Brightness(uint8_t grey) { return static_cast<uint8_t>((grey * 255 + kBrightest / 2) / kBrightest); }

  std::vector<Row> rows_;
  size_t first_;  // row of the file
};

absl::StatusOr<Row> ParseRow(absl::string_view line) {
  const std::vector<absl::string_view> fields = absl::StrSplit(line, ',');
  if (fields.size() != kPixels + 1) {
    return absl::InvalidArgumentError(absl::StrCat("has ", fields.size(), " values, expected ", kPixels + 1));
  }
  Row row = {};
  for (size_t i = 0; i < fields.size(); ++i) {
    const bool is_label = i == kPixels;
    const int most = is_label ? 9 : kBrightest;
    int value = 0;
    if (!absl::SimpleAtoi(fields[i], &value) || value < 0 || value > most) {
      return absl::InvalidArgumentError(absl::StrCat("has ", is_label ? "the digit \"" : "a grey of \"",
                                                     fields[i].substr(0, 20), "\", expected 0 to ", most));
    }
    (is_label ? row.digit : row.greys[i]) = static_cast<uint8_t>(value);
  }
  return row;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Dataset>> ParseDigits(absl::string_view csv, const std::string& name,
                                                     DigitsSplit split) {
  std::vector<Row> rows;
  size_t number = 0;
  for (absl::string_view line : absl::StrSplit(csv, '\n')) {
    ++number;
    absl::ConsumeSuffix(&line, "\r");
    if (line.empty()) continue;
    absl::StatusOr<Row> row = ParseRow(line);
    if (!row.ok())
      return absl::InvalidArgumentError(absl::StrCat(name, ":", number, ": the row ", row.status().message()));
    rows.push_back(*row);
  }
  if (rows.empty()) return absl::InvalidArgumentError(absl::StrCat(name, ": holds no images"));
  const size_t cut = rows.size() - rows.size() / kTestQuarter;
  if (split == DigitsSplit::kTrain) rows.resize(cut);
  if (split == DigitsSplit::kTest) rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(cut));
  if (rows.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": holds no images of this split: it is the last quarter of ", cut, " rows"));
  }
  return std::make_unique<Digits>(std::move(rows), split == DigitsSplit::kTest ? cut : 0);
}

absl::StatusOr<std::unique_ptr<Dataset>> ReadDigits(const std::string& path, DigitsSplit split) {
  ASSAY_ASSIGN_OR_RETURN(const std::string csv, ReadMaybeGzip(path, kMostBytes));
  return ParseDigits(csv, path, split);
}

}  // namespace assay
