// The JSON header of a safetensors file, read strictly.
#ifndef ASSAY_WEIGHTS_READER_SAFETENSORS_HEADER_H_
#define ASSAY_WEIGHTS_READER_SAFETENSORS_HEADER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "weights/reader/dtype.h"
#include "weights/reader/memory_budget.h"

namespace assay {

struct SafetensorsEntry {
  std::string name;
  DType dtype = DType::kFloat32;
  std::vector<int64_t> shape;
  uint64_t begin = 0;  // of the bytes behind the header
  uint64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;
  std::vector<std::pair<std::string, std::string>> metadata;
};

// Errors: InvalidArgument for what is no JSON (with the byte) not of the header's form, or beyond the
// budget. Whether tensors' names repeat, and what the offsets mean, is left to the caller.
absl::StatusOr<SafetensorsHeader> ParseSafetensorsHeader(absl::string_view json, MemoryBudget& budget);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_SAFETENSORS_HEADER_H_
