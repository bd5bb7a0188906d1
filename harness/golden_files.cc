#include "harness/golden_files.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace assay {

std::string GoldenPath(const Builder& builder) {
  return absl::StrCat("golden/", builder.family, "/", builder.name, ".textproto");
}

std::string GoldenPath(const Builder& builder, const WeightEntry& entry) {
  return absl::StrCat("golden/", builder.family, "/", builder.name, "/", entry.name, ".textproto");
}

std::string TracePath(const std::string& golden_path) {
  return absl::StrCat(absl::StripSuffix(golden_path, ".textproto"), ".trace.textproto");
}

}  // namespace assay
