// The lock of the readers of weight files (weights/reader/): which tensors each file gives, which files are refused.
#ifndef ASSAY_HARNESS_COMPONENTS_READERS_H_
#define ASSAY_HARNESS_COMPONENTS_READERS_H_

#include <string>

#include "absl/status/statusor.h"
#include "harness/golden.pb.h"

namespace assay {

// A case each for the files that torch and safetensors wrote (weights/reader/testdata/torch, below `root`) and for
// files made byte by byte, sound ones and ones that break a rule.
// Errors: NotFound where the files of torch are not there; what the system says of a file that cannot be made.
absl::StatusOr<proto::ComponentGolden> MeasureReaders(const std::string& root);

// What reading the file gives: its format, each tensor's type, shape, role and sha256 in order, scalars and meta-data;
// and the digest of them all. Of a file that is refused the status' code.
proto::ComponentCase ReadCase(const std::string& name, const std::string& path);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_READERS_H_
