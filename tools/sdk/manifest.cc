#include "tools/sdk/manifest.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace assay {

absl::StatusOr<SdkManifest> ParseSdkManifest(absl::string_view text) {
  SdkManifest manifest;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    if (line.empty()) continue;
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    if (words[0] == "version" && words.size() == 2) {
      manifest.version = words[1];
    } else if (words[0] == "libtorch" && words.size() == 2) {
      manifest.libtorch.push_back(words[1]);
    } else if (words[0] == "file" && words.size() == 3) {
      manifest.files.push_back({.destination = words[1], .source = words[2]});
    } else {
      return absl::InvalidArgumentError(absl::StrCat("the manifest's line ", number, " is none: ", line));
    }
  }
  if (manifest.version.empty() || manifest.files.empty()) {
    return absl::InvalidArgumentError("the manifest names no version, or no files");
  }
  return manifest;
}

}  // namespace assay
