#include "transforms/file_format.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace assay {
namespace {

constexpr size_t kSniffedBytes = 512;

struct Signature {
  size_t offset;
  absl::string_view bytes;
  const char* description;
};

// What people most often hand over in place of a PNG or a JPEG.
constexpr Signature kSignatures[] = {
    {0, "GIF8", "a GIF image"},
    {8, "WEBP", "a WebP image"},
    {4, "ftypavif", "an AVIF image"},
    {4, "ftyphei", "a HEIF image"},
    {4, "ftypmif1", "a HEIF image"},
    {0, absl::string_view("II*\0", 4), "a TIFF image"},
    {0, absl::string_view("MM\0*", 4), "a TIFF image"},
    {0, "%PDF", "a PDF document"},
    {0, absl::string_view("PK\3\4", 4), "a zip archive"},
    {0, "\x1f\x8b", "a gzip file"},
    {0, "version https://git-lfs", "a Git LFS pointer (run git lfs pull)"},
    {0, "BM", "a BMP image"},
};

absl::string_view Head(absl::Span<const uint8_t> bytes) {
  return absl::string_view(reinterpret_cast<const char*>(bytes.data()), std::min(bytes.size(), kSniffedBytes));
}

bool IsHtml(absl::string_view head) {
  head = absl::StripLeadingAsciiWhitespace(head);
  return absl::StartsWithIgnoreCase(head, "<!doctype html") || absl::StartsWithIgnoreCase(head, "<html");
}

// Printable ASCII, UTF-8's bytes, and the white space of text.
bool IsText(absl::string_view head) {
  return std::all_of(head.begin(), head.end(),
                     [](unsigned char c) { return c >= 0x20 ? c != 0x7f : absl::ascii_isspace(c); });
}

}  // namespace

FileFormat SniffFormat(absl::Span<const uint8_t> bytes) {
  const absl::string_view head = Head(bytes);
  if (absl::StartsWith(head, "\x89PNG\r\n\x1a\n")) return FileFormat::kPng;
  if (absl::StartsWith(head, "\xff\xd8\xff")) return FileFormat::kJpeg;
  return FileFormat::kOther;
}

std::string DescribeContent(absl::Span<const uint8_t> bytes) {
  const absl::string_view head = Head(bytes);
  if (head.empty()) return "empty";
  if (IsHtml(head)) return "an HTML page";
  for (const Signature& signature : kSignatures) {
    if (head.size() > signature.offset && absl::StartsWith(head.substr(signature.offset), signature.bytes)) {
      return signature.description;
    }
  }
  if (IsText(head)) return "a text file";
  return absl::StrCat("a file of unknown format (its first bytes are ", absl::BytesToHexString(head.substr(0, 4)), ")");
}

}  // namespace assay
