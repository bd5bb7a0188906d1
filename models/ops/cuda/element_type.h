// Which numbers a kernel's tensors hold: chosen at run time by who calls, a template's parameter for the kernel.
//
//   return WithElementType(type, [&](auto zero) { return Launch<decltype(zero)>(arguments); });
#ifndef ASSAY_MODELS_OPS_CUDA_ELEMENT_TYPE_H_
#define ASSAY_MODELS_OPS_CUDA_ELEMENT_TYPE_H_

#include <cstdint>

#include "tools/cuda/scalar_types.h"

namespace assay {

enum class ElementType { kFloat32, kFloat16, kBFloat16 };

// Units: bytes.
constexpr int64_t SizeOf(ElementType type) { return type == ElementType::kFloat32 ? 4 : 2; }

// Returns what `use` returns for a 0 of the type: its overloads for the three types return the same.
template <typename Use>
auto WithElementType(ElementType type, const Use& use) {
  switch (type) {
    case ElementType::kFloat16:
      return use(Float16{});
    case ElementType::kBFloat16:
      return use(BFloat16{});
    default:
      return use(0.0f);
  }
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_ELEMENT_TYPE_H_
