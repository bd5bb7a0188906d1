// The same source on another LibTorch: for `assay bc --libtorch=FOLDER`.
#ifndef ASSAY_TOOLS_ASSAY_OTHER_LIBTORCH_H_
#define ASSAY_TOOLS_ASSAY_OTHER_LIBTORCH_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/compatibility/lock_files.h"

namespace assay {

// Builds this program in the workspace `root` against the unpacked LibTorch in `libtorch`, in a Bazel of its own whose
// outputs stay for the next time, and has it measure the versions and weights that `globs` match.
// Errors: FailedPrecondition where there is no LibTorch, the build fails, or the measuring does.
absl::StatusOr<std::unique_ptr<LockFiles>> MeasureOnOtherLibTorch(const std::string& root, const std::string& libtorch,
                                                                  const std::vector<std::string>& globs);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_OTHER_LIBTORCH_H_
