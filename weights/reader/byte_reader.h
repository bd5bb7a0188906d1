// Bounded little-endian reading: every length is checked against what is left before anything uses it.
//
//   ByteReader reader(bytes);
//   ASSAY_ASSIGN_OR_RETURN(uint64_t length, reader.ReadLittleEndian<uint64_t>());
//   ASSAY_ASSIGN_OR_RETURN(absl::string_view header, reader.ReadBytes(length));
#ifndef ASSAY_WEIGHTS_READER_BYTE_READER_H_
#define ASSAY_WEIGHTS_READER_BYTE_READER_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace assay {

class ByteReader {
 public:
  explicit ByteReader(absl::Span<const std::byte> bytes)
      : text_(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

  size_t position() const { return position_; }
  size_t remaining() const { return text_.size() - position_; }

  // The next `length` bytes, where they lie.
  // Errors: DataLoss when fewer are left.
  absl::StatusOr<absl::string_view> ReadBytes(uint64_t length) {
    if (length > remaining()) {
      return absl::DataLossError(
          absl::StrCat("is cut short: ", length, " bytes expected at byte ", position_, ", ", remaining(), " left"));
    }
    const absl::string_view result = text_.substr(position_, length);
    position_ += length;
    return result;
  }

  // The bytes up to the next newline, which is taken too and not returned.
  // Errors: InvalidArgument when none comes within `limit` bytes.
  absl::StatusOr<absl::string_view> ReadLine(size_t limit) {
    const absl::string_view window = text_.substr(position_, limit);
    const size_t length = window.find('\n');
    if (length == absl::string_view::npos) {
      return absl::InvalidArgumentError(absl::StrCat("no end of the line that starts at byte ", position_));
    }
    position_ += length + 1;
    return window.substr(0, length);
  }

  // Errors: DataLoss when fewer bytes are left than the integer has.
  template <typename Integer>
  absl::StatusOr<Integer> ReadLittleEndian() {
    auto bytes = ReadBytes(sizeof(Integer));
    if (!bytes.ok()) return bytes.status();
    uint64_t value = 0;
    for (size_t i = sizeof(Integer); i-- > 0;) value = value << 8 | static_cast<uint8_t>((*bytes)[i]);
    return static_cast<Integer>(value);
  }

 private:
  absl::string_view text_;
  size_t position_ = 0;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_BYTE_READER_H_
