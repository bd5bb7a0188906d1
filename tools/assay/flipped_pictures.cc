#include "tools/assay/flipped_pictures.h"

#include <png.h>

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "tools/assay/evaluation_progress.h"
#include "tools/assay/table.h"
#include "tools/base/status_macros.h"
#include "transforms/resize.h"

namespace assay {
namespace {

// Units: pixels of the longer side.
constexpr int kLargest = 256;
constexpr int kShownAtLeast = 128;

// Colours by roles, of a contrast of 4.5 and more on both grounds.
constexpr char kHead[] = R"html(<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<style>
:root { color-scheme: light dark; --ground: #fff; --text: #1c1c1c; --quiet: #595959; --edge: #c8c8c8; --won: #0b6b2e; --lost: #a8201a; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #161616; --text: #eee; --quiet: #b0b0b0; --edge: #4a4a4a; --won: #7bd88f; --lost: #ff9d94; }
}
body { background: var(--ground); color: var(--text); font: 1rem/1.4 system-ui, sans-serif; margin: 1.5rem; }
h1 { font-size: 1.2rem; max-width: 60rem; }
h2 { font-size: 1.05rem; }
ul { display: flex; flex-wrap: wrap; gap: 1rem; list-style: none; padding: 0; }
figure { border: 1px solid var(--edge); border-radius: .3rem; margin: 0; padding: .6rem; }
img { display: block; margin: 0 auto .4rem; max-width: 100%; }
.small { image-rendering: pixelated; }
.name { color: var(--quiet); overflow-wrap: anywhere; }
.right { color: var(--won); font-weight: 600; }
.wrong { color: var(--lost); font-weight: 600; }
</style>
)html";

// A picture for the page: no larger than what is looked at.
absl::StatusOr<Image> Shrunk(const Image& image) {
  const int longer = std::max(image.width, image.height);
  if (longer <= kLargest) return image;
  const auto side = [&](int pixels) { return std::max(1, static_cast<int>(int64_t{pixels} * kLargest / longer)); };
  return Resize(image, side(image.height), side(image.width), Interpolation::kBilinear);
}

std::string Answer(const std::string& which, const std::string& category, double confidence, bool is_right) {
  return absl::StrFormat("<br />%s: <span class=\"%s\">%s</span> (%.1f %%, %s)", which, is_right ? "right" : "wrong",
                         HtmlEscaped(category), 100 * confidence, is_right ? "right" : "wrong");
}

absl::StatusOr<std::string> FigureHtml(const FlippedPicture& picture) {
  const absl::StatusOr<Image> shown = Shrunk(picture.image);
  const absl::StatusOr<std::string> png = shown.ok() ? EncodePng(*shown) : shown.status();
  if (!png.ok()) return absl::Status(png.status().code(), absl::StrCat(picture.name, ": ", png.status().message()));
  const int longer = std::max(shown->width, shown->height);
  const int factor = std::max(1, kShownAtLeast / longer);
  const std::string alt =
      absl::StrFormat("image %s of category %s; the old weights answer %s at %.1f %%, the new ones %s at %.1f %%",
                      picture.name, picture.label, picture.old_answer, 100 * picture.old_confidence, picture.new_answer,
                      100 * picture.new_confidence);
  return absl::StrCat("<li><figure><img", factor > 1 ? " class=\"small\"" : "", " width=\"", factor * shown->width,
                      "\" height=\"", factor * shown->height, "\" alt=\"", HtmlEscaped(alt),
                      "\" src=\"data:image/png;base64,", absl::Base64Escape(*png), "\" />\n<figcaption><strong>",
                      HtmlEscaped(picture.label), "</strong> <span class=\"name\">", HtmlEscaped(picture.name),
                      "</span>", Answer("old", picture.old_answer, picture.old_confidence, !picture.is_won),
                      Answer("new", picture.new_answer, picture.new_confidence, picture.is_won),
                      "</figcaption></figure></li>\n");
}

absl::StatusOr<std::string> SectionHtml(absl::Span<const FlippedPicture> pictures, bool is_won) {
  std::string figures;
  int64_t count = 0;
  for (const FlippedPicture& picture : pictures) {
    if (picture.is_won != is_won) continue;
    ASSAY_ASSIGN_OR_RETURN(const std::string figure, FigureHtml(picture));
    figures += figure;
    ++count;
  }
  const std::string heading = absl::StrCat(
      "<h2>", is_won ? "Won: the new weights alone are right (" : "Lost: the old weights alone are right (",
      Grouped(count), ")</h2>\n");
  return count == 0 ? heading : absl::StrCat(heading, "<ul>\n", figures, "</ul>\n");
}

}  // namespace

absl::StatusOr<std::string> FlippedPicturesHtml(const std::string& title, absl::Span<const FlippedPicture> pictures,
                                                int64_t left_out) {
  ASSAY_ASSIGN_OR_RETURN(const std::string lost, SectionHtml(pictures, false));
  ASSAY_ASSIGN_OR_RETURN(const std::string won, SectionHtml(pictures, true));
  const std::string more = left_out == 0 ? "" : absl::StrCat("<p>", Grouped(left_out), " more images flipped.</p>\n");
  return absl::StrCat("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n", kHead, "<title>", HtmlEscaped(title),
                      "</title>\n</head>\n<body>\n<main>\n<h1>", HtmlEscaped(title), "</h1>\n", lost, won, more,
                      "</main>\n</body>\n</html>\n");
}

absl::StatusOr<std::string> EncodePng(const Image& image) {
  ASSAY_RETURN_IF_ERROR(CheckView(image));
  png_image png = {};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(image.width);
  png.height = static_cast<png_uint_32>(image.height);
  png.format = PNG_FORMAT_RGB;
  std::string bytes(PNG_IMAGE_PNG_SIZE_MAX(png), '\0');
  png_alloc_size_t size = bytes.size();
  if (png_image_write_to_memory(&png, bytes.data(), &size, 0, image.pixels.data(), 0, nullptr) == 0)
    return absl::InternalError(absl::StrCat("libpng: ", png.message));
  bytes.resize(size);
  return bytes;
}

std::string HtmlEscaped(absl::string_view text) {
  return absl::StrReplaceAll(Printable(text),
                             {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

}  // namespace assay
