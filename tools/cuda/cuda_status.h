// What a kernel's launch or a call of CUDA's run-time library returned, as a Status.
//
//   ASSAY_RETURN_IF_ERROR(CudaStatus(LaunchNormalize(pixels, size, imagenet, planes, stream), "normalize"));
#ifndef ASSAY_TOOLS_CUDA_CUDA_STATUS_H_
#define ASSAY_TOOLS_CUDA_CUDA_STATUS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace assay {

// `error` is a cudaError_t; `what` names the call. Errors: as StatusOfCudaError.
absl::Status CudaStatus(int error, absl::string_view what);

}  // namespace assay

#endif  // ASSAY_TOOLS_CUDA_CUDA_STATUS_H_
