#include "weights/url_file_name.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace assay {

std::string UrlFileName(absl::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  if (const size_t scheme = url.find("://"); scheme != absl::string_view::npos) {
    url.remove_prefix(scheme + 3);
    // Without a path there is only the host.
    if (url.find('/') == absl::string_view::npos) return "";
  }
  const size_t slash = url.rfind('/');
  if (slash != absl::string_view::npos) url.remove_prefix(slash + 1);
  return url == "." || url == ".." ? "" : std::string(url);
}

std::string HashInFileName(absl::string_view file_name) {
  const size_t dash = file_name.rfind('-');
  if (dash == absl::string_view::npos) return "";
  const absl::string_view tail = file_name.substr(dash + 1);
  const absl::string_view hash = tail.substr(0, tail.find('.'));
  return hash.size() >= 8 && hash.size() <= 64 && IsLowerHex(hash) ? std::string(hash) : "";
}

std::string NameWithHash(absl::string_view file_name, absl::string_view sha256) {
  constexpr size_t kDigits = 8;  // as many as PyTorch's hub
  if (file_name.empty() || sha256.size() < kDigits || !HashInFileName(file_name).empty()) return std::string(file_name);
  const size_t dot = std::min(file_name.rfind('.'), file_name.size());
  return absl::StrCat(file_name.substr(0, dot), "-", sha256.substr(0, kDigits), file_name.substr(dot));
}

bool IsPathPart(absl::string_view text) {
  return !text.empty() && text[0] != '.' && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '_' || c == '-' || c == '.' || c == '+';
  });
}

bool IsLowerHex(absl::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace assay
