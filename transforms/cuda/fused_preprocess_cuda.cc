#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "tools/cuda/cuda_status.h"
#include "transforms/cuda/fused_preprocess.h"

namespace assay {

absl::Status FusedPreprocess(const ImageView* images, int64_t count, const ImageClassificationOptions& options,
                             const PreprocessOutput& output, CUstream_st* stream) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<PreprocessBatch> batches, PlanPreprocess(images, count, options, output));
  for (const PreprocessBatch& batch : batches) {
    ASSAY_RETURN_IF_ERROR(CudaStatus(LaunchFusedPreprocess(batch, output.type, output.layout, stream),
                                     absl::StrCat("preprocessing ", count, " images")));
  }
  return absl::OkStatus();
}

}  // namespace assay
