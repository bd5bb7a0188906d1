// The images that an update of weights wins and loses, as one page to look at: an HTML file that needs nothing else.
//
//   ASSAY_ASSIGN_OR_RETURN(const std::string page, FlippedPicturesHtml(title, pictures, /*left_out=*/0));
#ifndef ASSAY_TOOLS_ASSAY_FLIPPED_PICTURES_H_
#define ASSAY_TOOLS_ASSAY_FLIPPED_PICTURES_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "transforms/image.h"

namespace assay {

struct FlippedPicture {
  Image image;
  std::string name;   // of the image within its data set
  std::string label;  // its category
  std::string old_answer;
  std::string new_answer;
  double old_confidence = 0;  // from 0 to 1
  double new_confidence = 0;
  bool is_won = false;  // by the new weights; else lost
};

// The whole page. `title` is its first line, the verdict; `left_out` says how many more images flipped. Large pictures
// are shrunk to 256 pixels, small ones shown larger by whole factors, each pixel a square.
// Errors: InvalidArgument for an image without pixels, naming it.
absl::StatusOr<std::string> FlippedPicturesHtml(const std::string& title, absl::Span<const FlippedPicture> pictures,
                                                int64_t left_out);

// Bytes of a PNG file, RGB of 8 bits. Errors: InvalidArgument for an image without pixels; Internal for libpng's.
absl::StatusOr<std::string> EncodePng(const Image& image);

// The text as HTML shows it, in an attribute's quotes too; control characters, which it may not hold, are "?".
std::string HtmlEscaped(absl::string_view text);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_FLIPPED_PICTURES_H_
