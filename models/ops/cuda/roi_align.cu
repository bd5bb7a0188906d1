#include <cuda_runtime.h>

#include "models/ops/cuda/roi_align_kernel.cuh"

namespace assay {
namespace {

template <typename T>
int Launch(const FeatureMaps& maps, const RoiAlign& align, cudaStream_t stream) {
  const RoiAlignPlan plan = PlanRoiAlign<T>(maps, align);
  const dim3 grid(static_cast<unsigned>(align.count), plan.rows);
  if (!plan.interleaved) {
    RoiAlignPlanesKernel<T><<<grid, plan.threads, 0, stream>>>(maps, align, plan.lanes);
  } else if (plan.vectors) {
    RoiAlignInterleavedKernel<T, 16 / sizeof(T)><<<grid, plan.threads, 0, stream>>>(maps, align);
  } else {
    RoiAlignInterleavedKernel<T, 1><<<grid, plan.threads, 0, stream>>>(maps, align);
  }
  return cudaGetLastError();
}

}  // namespace

int LaunchRoiAlign(const FeatureMaps& maps, const RoiAlign& arguments, CUstream_st* stream) {
  if (!IsValidRoiAlign(maps, arguments)) return cudaErrorInvalidValue;
  if (arguments.count == 0 || maps.channels == 0) return cudaSuccess;
  return WithElementType(maps.type, [&](auto zero) { return Launch<decltype(zero)>(maps, arguments, stream); });
}

}  // namespace assay
