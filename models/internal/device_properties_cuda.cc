#include <cuda_runtime_api.h>

#include "absl/strings/str_cat.h"
#include "models/internal/device_properties.h"

namespace assay::internal {

const bool kLinksCuda = true;

std::string GpuName(int index) {
  cudaDeviceProp properties;
  if (cudaGetDeviceProperties(&properties, index) != cudaSuccess) return absl::StrCat("cuda:", index);
  return properties.name;
}

}  // namespace assay::internal
