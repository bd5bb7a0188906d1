// What launches ask of their pointers before they touch them.
#ifndef ASSAY_MODELS_OPS_CUDA_POINTERS_H_
#define ASSAY_MODELS_OPS_CUDA_POINTERS_H_

#include <cstdint>

namespace assay {

inline bool IsMultipleOf(const void* pointer, int64_t size) { return reinterpret_cast<uint64_t>(pointer) % size == 0; }

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_POINTERS_H_
