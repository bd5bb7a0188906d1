// Where a weight file is at hand. Nothing is downloaded, nothing is opened, and the hash is the reader's to check.
//
//   ASSAY_ASSIGN_OR_RETURN(LocatedFile file, Locate(*entry));
//   file.path;  // "/home/me/.cache/assay/weights/resnet50-11ad3fa6.pth"
#ifndef ASSAY_WEIGHTS_LOCATE_H_
#define ASSAY_WEIGHTS_LOCATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "weights/weight_entry.h"

namespace assay {

struct LocatedFile {
  std::string path;
  std::string from;  // "path", "package", "ASSAY_WEIGHTS", "cache" or "torch"
};

// A url that is a path names the file itself ("path"). Else the first of these that is a readable file:
//   package        the packaged file among the Bazel runfiles of this program (outside Bazel there are none)
//   ASSAY_WEIGHTS  $ASSAY_WEIGHTS/<file name>
//   cache          CacheFolder()/<file name>
//   torch          $TORCH_HOME/hub/checkpoints/<file name>, by default under ~/.cache/torch: PyTorch's own downloads,
//   only read
// Errors: NotFound, "file not at hand: " and what to do; FailedPrecondition for a folder or a file that is named but
// cannot be used.
absl::StatusOr<LocatedFile> Locate(const WeightEntry& entry);

// The NotFound status of a file that is not at hand, with the way to get it.
absl::Status NotAtHand(const WeightEntry& entry);

// The folder of downloaded weights: $ASSAY_HOME/weights, else $XDG_CACHE_HOME/assay/weights, else
// ~/.cache/assay/weights. Errors: FailedPrecondition where none of the three variables says where.
absl::StatusOr<std::string> CacheFolder();

}  // namespace assay

#endif  // ASSAY_WEIGHTS_LOCATE_H_
