// The lock as this program carries it.
#ifndef ASSAY_TOOLS_ASSAY_GOLDEN_H_
#define ASSAY_TOOLS_ASSAY_GOLDEN_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "harness/golden_files.h"
#include "tools/assay/environment.h"

namespace assay {

// The golden at a path such as GoldenPath() gives; nullopt where there is none yet.
// Errors: InvalidArgument for a file that is not what the schema says.
template <class M>
absl::StatusOr<std::optional<M>> ReadGolden(const std::string& path) {
  return ReadTextprotoIfThere<M>(RunfilePath(absl::StrCat("assay/", path)));
}

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_GOLDEN_H_
