// Where the files lie that a program has as `data`.
//
//   const std::string path = RunfilePath("assay/golden/mobilenet/mobilenet_v2.textproto");   // the repository's own
//   const std::string other = RunfilePath("skimage_photographs/chelsea.png");                // an external one's
#ifndef ASSAY_TOOLS_BASE_RUNFILES_H_
#define ASSAY_TOOLS_BASE_RUNFILES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace assay {

// In a test they are the test's own, else they lie beside the program, however it was called. Empty where there are none.
std::string RunfilePath(absl::string_view path);

}  // namespace assay

#endif  // ASSAY_TOOLS_BASE_RUNFILES_H_
