// A release's version: "1.0", "1.10", "2.0.1".
//
//   if (!VersionLess("1.9", "1.10")) ...   // it is: by number, not by letter
#ifndef ASSAY_HARNESS_COMPATIBILITY_VERSION_H_
#define ASSAY_HARNESS_COMPATIBILITY_VERSION_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace assay {

// OK for two or more numbers with dots between them, none with a leading zero.
// Errors: InvalidArgument, saying what a version looks like.
absl::Status CheckVersion(absl::string_view version);

// By the numbers, the first that differs deciding; "1.0" is before "1.0.1". Of versions that CheckVersion takes.
bool VersionLess(absl::string_view a, absl::string_view b);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_VERSION_H_
