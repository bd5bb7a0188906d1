// A batch of feature maps in memory: what the kernels that treat each channel in its own way are told about it.
#ifndef ASSAY_MODELS_OPS_CUDA_FEATURE_MAPS_H_
#define ASSAY_MODELS_OPS_CUDA_FEATURE_MAPS_H_

#include <cstdint>

#include "models/ops/cuda/element_type.h"
#include "tools/cuda/host_device.h"

namespace assay {

// kNhwc is what LibTorch calls channels-last: [N, H, W, C] in memory.
enum class Layout { kNchw, kNhwc };

// No size may be negative; where one is 0 there is nothing to do.
struct FeatureMaps {
  int64_t images = 1;
  int64_t channels = 0;
  int64_t height = 0;
  int64_t width = 0;
  Layout layout = Layout::kNchw;
  ElementType type = ElementType::kFloat32;

  ASSAY_HOST_DEVICE int64_t plane() const { return height * width; }
  ASSAY_HOST_DEVICE int64_t count() const { return images * channels * plane(); }
};

// The kernels count channels and pixels of a plane in 32 bits, elements in 64.
inline constexpr int64_t kMostInAPlane = int64_t{1} << 30;

inline bool IsValid(const FeatureMaps& maps) {
  if (maps.images < 0 || maps.channels < 0 || maps.height < 0 || maps.width < 0) return false;
  if (maps.height > kMostInAPlane || maps.width > kMostInAPlane || maps.plane() > kMostInAPlane) return false;
  return maps.channels <= kMostInAPlane && maps.images <= kMostInAPlane && maps.images * maps.channels <= kMostInAPlane;
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_FEATURE_MAPS_H_
