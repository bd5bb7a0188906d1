// One bit an image as a line of text, so that a lock can keep what was right of 50,000 images.
//
//   golden.set_correct(PackBits(CorrectImages(evaluation)));
//   ASSAY_ASSIGN_OR_RETURN(const std::vector<bool> was, UnpackBits(golden.correct(), golden.count()));
#ifndef ASSAY_HARNESS_ACCURACY_IMAGE_BITS_H_
#define ASSAY_HARNESS_ACCURACY_IMAGE_BITS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay {

// Eight bits a byte, the first the lowest; deflated (zlib), in base64.
std::string PackBits(const std::vector<bool>& bits);

// Errors: DataLoss for a text that is damaged or holds another number of bits than `count`.
absl::StatusOr<std::vector<bool>> UnpackBits(absl::string_view text, int64_t count);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_IMAGE_BITS_H_
