#include "tools/base/suggest.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace assay {
namespace {

// Names come from users: without a bound, one of a megabyte would cost minutes.
constexpr size_t kLongestName = 256;

}  // namespace

int EditDistance(absl::string_view a, absl::string_view b) {
  // Three rows of the usual table: swaps look two rows back.
  std::vector<int> two_back(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) previous[j] = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    current[0] = static_cast<int>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const int replaced = previous[j - 1] + (a[i - 1] != b[j - 1]);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], two_back[j - 2] + 1);
      }
    }
    two_back.swap(previous);
    previous.swap(current);
  }
  return previous[b.size()];
}

std::string Nearest(absl::string_view name, absl::Span<const std::string> candidates) {
  if (name.size() > kLongestName) return "";
  const std::string lowered = absl::AsciiStrToLower(name);
  std::string nearest;
  int least = -1;
  for (const std::string& candidate : candidates) {
    const int distance = EditDistance(lowered, absl::AsciiStrToLower(candidate));
    const int allowed = static_cast<int>(std::max(name.size(), candidate.size()) / 3);
    if (distance <= allowed && (least < 0 || distance < least)) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string DidYouMean(absl::string_view name, absl::Span<const std::string> candidates) {
  const std::string nearest = Nearest(name, candidates);
  return nearest.empty() ? "" : absl::StrCat("; did you mean \"", nearest, "\"?");
}

}  // namespace assay
