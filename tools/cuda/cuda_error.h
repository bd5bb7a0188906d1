// CUDA's error codes as Status codes, without CUDA: what CudaStatus (cuda_status.h) is made of, testable anywhere.
#ifndef ASSAY_TOOLS_CUDA_CUDA_ERROR_H_
#define ASSAY_TOOLS_CUDA_CUDA_ERROR_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace assay {

// A cudaError_t, its name and its description, as the run-time library gives them.
struct CudaError {
  int code = 0;
  absl::string_view name;
  absl::string_view description;
};

// Returns OK for code 0; else an error that says what failed, with which code, and, where it is known, what to do.
// Errors: InvalidArgument, ResourceExhausted (memory), FailedPrecondition (device, driver or build do not fit),
// Internal for all else.
absl::Status StatusOfCudaError(const CudaError& error, absl::string_view what);

}  // namespace assay

#endif  // ASSAY_TOOLS_CUDA_CUDA_ERROR_H_
