// The operators on the CPU: the kernels' twins.
#include "models/ops/operators_implementation.h"

namespace assay::operators {
namespace {

struct Cpu {
  struct Guard {
    explicit Guard(c10::Device) {}
  };
  static constexpr bool kReads = true;

  // The operators have checked what the twins check.
  static void Expect(bool valid) { TORCH_INTERNAL_ASSERT(valid, "an operator let invalid arguments pass"); }

  static void Run(const FeatureMaps& maps, const FrozenBatchNormAddRelu& arguments) {
    Expect(FrozenBatchNormAddReluOnCpu(maps, arguments));
  }
  static void Run(const FeatureMaps& maps, const ActivationScale& arguments) {
    Expect(ActivationScaleOnCpu(maps, arguments));
  }
  static void Run(const at::Tensor& boxes, const BatchedNms& arguments) { Expect(BatchedNmsOnCpu(arguments)); }
  static void Run(const FeatureMaps& maps, const RoiAlign& arguments) { Expect(RoiAlignOnCpu(maps, arguments)); }
  static void Run(const Rows& rows, const SoftmaxArguments& arguments) {
    Expect(SoftmaxOnCpu(rows, arguments.input, arguments.output));
  }
  static void Run(const Rows& rows, const TopK& arguments) {
    if (rows.count > 0) Expect(TopKOnCpu(rows, arguments));
  }
};

}  // namespace

TORCH_LIBRARY_IMPL(assay, CPU, library) { RegisterOperators<Cpu>(library); }

}  // namespace assay::operators
