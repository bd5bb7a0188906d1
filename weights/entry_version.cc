#include "weights/entry_version.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace assay {

std::optional<EntryVersion> VersionOf(absl::string_view entry_name) {
  const size_t end = entry_name.rfind("_V");
  if (end == entry_name.npos) return std::nullopt;
  const absl::string_view digits = entry_name.substr(end + 2);
  int number = 0;
  // SimpleAtoi takes a sign and blanks too.
  if (digits.empty() || !absl::ascii_isdigit(digits[0]) || !absl::SimpleAtoi(digits, &number)) return std::nullopt;
  if (number < 1) return std::nullopt;
  return EntryVersion{.of = std::string(entry_name.substr(0, end)), .number = number};
}

}  // namespace assay
