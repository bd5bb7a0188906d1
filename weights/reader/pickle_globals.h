// The classes and functions that a weight file's pickle may name: this list and nothing else, compared whole.
//
//   ASSAY_ASSIGN_OR_RETURN(uint32_t index, FindGlobal("torch._utils", "_rebuild_tensor_v2"));
//   if (GlobalAt(index).kind == GlobalKind::kRebuildTensorV2) ...
#ifndef ASSAY_WEIGHTS_READER_PICKLE_GLOBALS_H_
#define ASSAY_WEIGHTS_READER_PICKLE_GLOBALS_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "weights/reader/dtype.h"

namespace assay {

enum class GlobalKind : uint8_t {
  kOrderedDict,
  kSize,
  kDType,
  kStorage,  // torch.FloatStorage, ...: dtype says which
  kUntypedStorage,
  kRebuildTensor,
  kRebuildTensorV2,
  kRebuildTensorV3,
  kRebuildParameter,
  kRebuildParameterWithState,
  kRebuildQuantizedTensor,
  kPerTensorAffine,  // how a tensor is quantized
  kPerChannelAffine,
};

struct Global {
  absl::string_view module;
  absl::string_view name;
  GlobalKind kind;
  DType dtype = DType::kUInt8;  // of kDType and kStorage
};

// The index of a global, for GlobalAt.
// Errors: InvalidArgument for every name that is not on the list.
absl::StatusOr<uint32_t> FindGlobal(absl::string_view module, absl::string_view name);

const Global& GlobalAt(uint32_t index);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_PICKLE_GLOBALS_H_
