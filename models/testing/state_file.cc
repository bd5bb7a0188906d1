#include "models/testing/state_file.h"

#include <c10/util/Exception.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "weights/reader/testing/make_files.h"

namespace assay {
namespace {

const char* TypeName(at::ScalarType type) {
  switch (type) {
    case at::kFloat:
      return "F32";
    case at::kHalf:
      return "F16";
    case at::kDouble:
      return "F64";
    case at::kLong:
      return "I64";
    default:
      TORCH_CHECK(false, "no name for ", type);
  }
}

}  // namespace

NamedTensors StateOf(const Model& model) {
  NamedTensors state;
  for (const StateEntry& entry : model.state_dict()) state.emplace_back(entry.name, entry.tensor.detach().clone());
  return state;
}

at::Tensor& TensorIn(NamedTensors& state, absl::string_view name) {
  for (auto& [key, tensor] : state) {
    if (key == name) return tensor;
  }
  TORCH_CHECK(false, "no tensor ", std::string(name));
}

std::string SafetensorsOf(const NamedTensors& state) {
  std::string data;
  std::vector<std::string> rows;
  for (const auto& [name, tensor] : state) {
    const at::Tensor values = tensor.contiguous();
    const size_t begin = data.size();
    data.append(static_cast<const char*>(values.const_data_ptr()), values.nbytes());
    rows.push_back(absl::StrCat("\"", name, "\":{\"dtype\":\"", TypeName(values.scalar_type()), "\",\"shape\":[",
                                absl::StrJoin(values.sizes(), ","), "],\"data_offsets\":[", begin, ",", data.size(),
                                "]}"));
  }
  return testing_files::Safetensors(absl::StrCat("{", absl::StrJoin(rows, ","), "}"), data);
}

}  // namespace assay
