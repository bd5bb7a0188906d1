// The digest of a data set that has many images, or slow ones: theirs are taken side by side.
//
//   absl::StatusOr<std::string> ImageFolder::Digest() const { return DigestImages(*this, "image folder"); }
#ifndef ASSAY_HARNESS_ACCURACY_DIGEST_IMAGES_H_
#define ASSAY_HARNESS_ACCURACY_DIGEST_IMAGES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "harness/accuracy/dataset.h"

namespace assay {

// The sha256 of the title and of every image's ImageDigest, label and name, in order. On up to eight threads.
// Errors: ImageDigest's of the first image that has one.
absl::StatusOr<std::string> DigestImages(const Dataset& data, absl::string_view title);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_DIGEST_IMAGES_H_
