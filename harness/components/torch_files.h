// The weight files that torch and safetensors wrote, which the locks of readers and loading share.
#ifndef ASSAY_HARNESS_COMPONENTS_TORCH_FILES_H_
#define ASSAY_HARNESS_COMPONENTS_TORCH_FILES_H_

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace assay {

// The files of weights/reader/testdata/torch below `root`, by name.
// Errors: NotFound where there are none.
absl::StatusOr<std::vector<std::filesystem::path>> TorchFiles(const std::string& root);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_TORCH_FILES_H_
