// The same source on another LibTorch: for `assay bc --libtorch=FOLDER`.
//
//   ASSAY_ASSIGN_OR_RETURN(const auto other, MeasureOnOtherLibTorch({.root = root, .libtorch = "/opt/torch-2.12"}));
//   other->Name();   // "the present on /opt/torch-2.12"
#ifndef ASSAY_TOOLS_ASSAY_OTHER_LIBTORCH_H_
#define ASSAY_TOOLS_ASSAY_OTHER_LIBTORCH_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/compatibility/lock_files.h"

namespace assay {

struct OtherLibTorch {
  std::string root;      // the workspace, in which this program is built again
  std::string libtorch;  // a folder with an unpacked LibTorch
  std::vector<std::string> globs = {"*"};
  std::string against = {};  // as --against; empty for the newest release
};

// Builds this program against the other LibTorch, in a Bazel of its own whose outputs stay for the next time, and has
// it measure the versions and weights that the globs match. The workspace's bazel-bin and its neighbours stay ours.
// Errors: FailedPrecondition where there is no LibTorch, the build fails, or the measuring does.
absl::StatusOr<std::unique_ptr<LockFiles>> MeasureOnOtherLibTorch(const OtherLibTorch& other);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_OTHER_LIBTORCH_H_
