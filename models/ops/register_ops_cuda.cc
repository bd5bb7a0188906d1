// The operators on the GPU, on the current stream of the input's device.
#include <ATen/ops/empty.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <string>

#include "models/ops/operators_implementation.h"
#include "tools/cuda/cuda_status.h"

namespace assay::operators {
namespace {

// A launch that failed, as LibTorch's programs expect it.
void Expect(int error, const char* name) {
  const absl::Status status = CudaStatus(error, name);
  TORCH_CHECK(status.ok(), std::string(status.message()));
}

cudaStream_t Stream() { return c10::cuda::getCurrentCUDAStream().stream(); }

struct Cuda {
  using Guard = c10::cuda::CUDAGuard;
  static constexpr bool kReads = true;

  static void Run(const FeatureMaps& maps, const FrozenBatchNormAddRelu& arguments) {
    Expect(LaunchFrozenBatchNormAddRelu(maps, arguments, Stream()), "assay::frozen_batch_norm_add_relu");
  }
  static void Run(const FeatureMaps& maps, const ActivationScale& arguments) {
    Expect(LaunchActivationScale(maps, arguments, Stream()), "assay::activation_scale");
  }
  static void Run(const at::Tensor& boxes, const BatchedNms& arguments) {
    size_t bytes = 0;
    Expect(BatchedNmsWorkspace(arguments.count, &bytes), "assay::batched_nms");
    // Freed when it goes out of scope, for reuse on this stream: behind the kernels.
    const at::Tensor workspace = at::empty({static_cast<int64_t>(bytes)}, boxes.options().dtype(at::kByte));
    Expect(LaunchBatchedNms(arguments, workspace.mutable_data_ptr(), bytes, Stream()), "assay::batched_nms");
  }
  static void Run(const FeatureMaps& maps, const RoiAlign& arguments) {
    Expect(LaunchRoiAlign(maps, arguments, Stream()), "assay::roi_align");
  }
  static void Run(const Rows& rows, const SoftmaxArguments& arguments) {
    Expect(LaunchSoftmax(rows, arguments.input, arguments.output, Stream()), "assay::softmax");
  }
  static void Run(const Rows& rows, const TopK& arguments) {
    if (rows.count > 0) Expect(LaunchTopK(rows, arguments, Stream()), "assay::top_k");
  }
};

}  // namespace

TORCH_LIBRARY_IMPL(assay, CUDA, library) { RegisterOperators<Cuda>(library); }

}  // namespace assay::operators
