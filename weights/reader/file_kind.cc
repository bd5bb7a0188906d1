#include "weights/reader/file_kind.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "weights/reader/utf8.h"

namespace assay {
namespace {

constexpr size_t kHead = 512;

bool IsText(absl::string_view head) {
  // A character that the window cuts in two is no sign of binary data.
  for (size_t cut = 0; cut < 4 && cut < head.size(); ++cut) {
    const absl::string_view text = head.substr(0, head.size() - cut);
    if (!IsUtf8(text)) continue;
    return std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return c >= 0x20 || c == '\n' || c == '\r' || c == '\t' || c == '\f'; });
  }
  return false;
}

absl::Status RefuseText(absl::string_view head) {
  const absl::string_view content = absl::StripPrefix(head, "\xEF\xBB\xBF");  // a byte order mark
  const std::string start = absl::AsciiStrToLower(absl::StripLeadingAsciiWhitespace(content));
  if (absl::StartsWith(start, "<!doctype html") || absl::StrContains(start, "<html") ||
      absl::StartsWith(start, "<head")) {
    return absl::InvalidArgumentError("is an HTML page: the download failed? Fetch it again");
  }
  if (absl::StartsWith(start, "<"))
    return absl::InvalidArgumentError("is an XML or HTML page: the download failed? Fetch it again");
  if (absl::StrContains(start, "git-lfs"))
    return absl::InvalidArgumentError("is a Git LFS pointer: fetch the file itself (git lfs pull)");
  return absl::InvalidArgumentError("is a text file, expected weights: the download failed? Fetch it again");
}

// A safetensors file begins with its header's length, whose bytes may be any signature of another format: 0x80 of a
// pickle at one header in 32. Those formats have no length of the rest of the file at byte 0 and no brace at byte 8.
bool IsSafetensors(absl::string_view text) {
  constexpr size_t kLength = sizeof(uint64_t);
  if (text.size() <= kLength || text[kLength] != '{') return false;
  uint64_t length = 0;
  std::memcpy(&length, text.data(), kLength);  // little-endian, as every machine that Assay runs on
  return length <= text.size() - kLength;
}

struct Signature {
  absl::string_view bytes;
  absl::string_view name;
};
constexpr Signature kForeign[] = {
    {{"\x1f\x8b", 2}, "a gzip file: unpack it first"},
    {{"BZh", 3}, "a bzip2 file: unpack it first"},
    {{"\xfd"
      "7zXZ",
      5},
     "an xz file: unpack it first"},
    {{"\x28\xb5\x2f\xfd", 4}, "a zstd file: unpack it first"},
    {{"\x89HDF", 4}, "an HDF5 file, which is not read"},
    {{"\x93NUMPY", 6}, "a NumPy array, which is not read"},
    {{"GGUF", 4}, "a GGUF file, which is not read"},
    {{"\x7f"
      "ELF",
      4},
     "a program"},
};

}  // namespace

absl::StatusOr<FileKind> RecognizeFile(absl::Span<const std::byte> bytes) {
  const absl::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.empty()) return absl::InvalidArgumentError("is empty: the download failed? Fetch it again");
  if (IsSafetensors(text)) return FileKind::kSafetensors;
  if (absl::StartsWith(text, "PK\x03\x04") || absl::StartsWith(text, "PK\x05\x06")) return FileKind::kTorchZip;
  if (text.size() > 262 && text.substr(257, 5) == "ustar") {
    return absl::InvalidArgumentError(
        "is a tar archive (PyTorch's format before 0.1.12), which is not read: save it again with a newer PyTorch");
  }
  for (const Signature& signature : kForeign) {
    if (absl::StartsWith(text, signature.bytes)) return absl::InvalidArgumentError(absl::StrCat("is ", signature.name));
  }
  if (text[0] == '\x80') return FileKind::kTorchLegacy;
  if (IsText(text.substr(0, kHead))) return RefuseText(text.substr(0, kHead));
  if (text.size() > 8 && text[8] == '{') return FileKind::kSafetensors;
  return absl::InvalidArgumentError(absl::StrCat("is neither a PyTorch nor a safetensors file (it begins with bytes ",
                                                 absl::BytesToHexString(text.substr(0, 8)), ")"));
}

}  // namespace assay
