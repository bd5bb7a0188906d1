#include "harness/compatibility/version.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace assay {
namespace {

bool IsNumber(absl::string_view digits) {
  const bool leading_zero = digits.size() > 1 && digits.front() == '0';
  return !digits.empty() && !leading_zero && std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit);
}

}  // namespace

absl::Status CheckVersion(absl::string_view version) {
  const std::vector<absl::string_view> numbers = absl::StrSplit(version, '.');
  if (numbers.size() >= 2 && std::all_of(numbers.begin(), numbers.end(), IsNumber)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("\"", version, "\" is no version: expected numbers with dots between them, such as 1.0 or 1.10"));
}

bool VersionLess(absl::string_view a, absl::string_view b) {
  const std::vector<absl::string_view> left = absl::StrSplit(a, '.'), right = absl::StrSplit(b, '.');
  // Without leading zeros the longer number is the greater, however large.
  const auto less = [](absl::string_view x, absl::string_view y) {
    return std::make_pair(x.size(), x) < std::make_pair(y.size(), y);
  };
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(), less);
}

}  // namespace assay
