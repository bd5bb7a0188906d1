// What the url of a weight file says about the file: its name, and the hash that official names carry.
//
//   UrlFileName("https://host/models/resnet50-11ad3fa6.pth?download=1") == "resnet50-11ad3fa6.pth"
//   HashInFileName("resnet50-11ad3fa6.pth") == "11ad3fa6"
//   NameWithHash("model.safetensors", "11ad3fa6...") == "model-11ad3fa6.safetensors"
#ifndef ASSAY_WEIGHTS_URL_FILE_NAME_H_
#define ASSAY_WEIGHTS_URL_FILE_NAME_H_

#include <string>

#include "absl/strings/string_view.h"

namespace assay {

// The last part of the url's path (of a plain path too), never with a separator in it. Empty when the path ends in "/",
// or its last part is "." or "..".
std::string UrlFileName(absl::string_view url);

// The 8 to 64 lower-case hexadecimal digits between the last "-" and the next "."; empty when there are none.
std::string HashInFileName(absl::string_view file_name);

// The name with the first 8 digits of the sha256 before its ending, so that a folder can hold every model.safetensors;
// as it is where it carries a hash already, or there is none to add.
std::string NameWithHash(absl::string_view file_name, absl::string_view sha256);

// True when `text` can be a part of a path and of a label: letters, digits and _-.+, not beginning with a dot. Nothing
// that climbs out of a folder, no quotes.
bool IsPathPart(absl::string_view text);

// True when `text` is lower-case hexadecimal digits only, at least one.
bool IsLowerHex(absl::string_view text);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_URL_FILE_NAME_H_
