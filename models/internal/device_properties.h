// What only a build with CUDA knows. One of device_properties_{cpu,cuda}.cc defines it.
#ifndef ASSAY_MODELS_INTERNAL_DEVICE_PROPERTIES_H_
#define ASSAY_MODELS_INTERNAL_DEVICE_PROPERTIES_H_

#include <string>

namespace assay::internal {

extern const bool kLinksCuda;

// "NVIDIA H200"; "cuda:1" where CUDA does not say.
std::string GpuName(int index);

}  // namespace assay::internal

#endif  // ASSAY_MODELS_INTERNAL_DEVICE_PROPERTIES_H_
