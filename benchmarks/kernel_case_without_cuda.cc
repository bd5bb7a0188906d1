#include "absl/status/status.h"
#include "benchmarks/kernel_case.h"

namespace assay {

absl::StatusOr<Prepared> PrepareKernelOnGpu(const KernelCase&) {
  return absl::FailedPreconditionError("this build has no CUDA: ./bazelw run --config=cuda //benchmarks:kernels");
}

bool HasGpu() { return false; }

}  // namespace assay
