// What //:sdk installs: the manifest that tools/sdk/sdk.bzl writes.
//
//   version 0.1.0
//   libtorch libtorch/lib/libtorch_cpu.so
//   file include/assay/models/model.h assay/models/model.h
#ifndef ASSAY_TOOLS_SDK_MANIFEST_H_
#define ASSAY_TOOLS_SDK_MANIFEST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay {

struct InstalledFile {
  std::string destination;  // below the prefix: "include/assay/models/model.h"
  std::string source;       // among the runfiles: "assay/models/model.h"
};

struct SdkManifest {
  std::string version;
  std::vector<std::string> libtorch;  // the shared libraries, among the runfiles
  std::vector<InstalledFile> files;
};

// Errors: InvalidArgument with the number of a line that is none of the three.
absl::StatusOr<SdkManifest> ParseSdkManifest(absl::string_view text);

}  // namespace assay

#endif  // ASSAY_TOOLS_SDK_MANIFEST_H_
