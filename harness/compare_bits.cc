#include "harness/compare_bits.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/compare.h"

namespace assay {
namespace {

// The shortest text that no other number of the type has.
std::string ValueText(const at::Tensor& tensor, int64_t index) {
  const at::Tensor value = tensor.flatten()[index];
  char text[64];
  if (value.scalar_type() == at::kFloat) {
    return std::string(text, std::to_chars(text, text + sizeof(text), value.item<float>()).ptr);
  }
  if (value.is_floating_point()) {
    return std::string(text, std::to_chars(text, text + sizeof(text), value.item<double>()).ptr);
  }
  return absl::StrCat(value.item<int64_t>());
}

std::string KindText(const at::Tensor& tensor) {
  return tensor.defined()
             ? absl::StrCat(c10::toString(tensor.scalar_type()), " [", absl::StrJoin(tensor.sizes(), ", "), "]")
             : "nothing";
}

// The first element whose bytes differ; -1 where there is none.
int64_t FirstDifferentElement(const at::Tensor& old_values, const at::Tensor& new_values) {
  const auto* a = static_cast<const char*>(old_values.const_data_ptr());
  const auto* b = static_cast<const char*>(new_values.const_data_ptr());
  if (std::memcmp(a, b, old_values.nbytes()) == 0) return -1;
  return (std::mismatch(a, a + old_values.nbytes(), b).first - a) / static_cast<int64_t>(old_values.element_size());
}

std::string TensorDifference(const std::string& name, const at::Tensor& old_tensor, const at::Tensor& new_tensor) {
  if (!old_tensor.defined() && !new_tensor.defined()) return "";
  if (old_tensor.defined() != new_tensor.defined() || old_tensor.scalar_type() != new_tensor.scalar_type() ||
      old_tensor.sizes() != new_tensor.sizes()) {
    return absl::StrCat(name, ": ", KindText(old_tensor), " in the old, ", KindText(new_tensor), " in the new");
  }
  const at::Tensor old_values = old_tensor.detach().contiguous(), new_values = new_tensor.detach().contiguous();
  const int64_t index = FirstDifferentElement(old_values, new_values);
  if (index < 0) return "";
  return absl::StrCat(name, old_values.dim() == 0 ? "" : absl::StrCat(" at ", Position(index, old_values.sizes())),
                      ": ", ValueText(old_values, index), " in the old, ", ValueText(new_values, index), " in the new");
}

}  // namespace

std::string FirstBitDifference(const NamedTensors& old_tensors, const NamedTensors& new_tensors) {
  std::string first;
  int64_t different = 0;
  for (size_t i = 0; i < std::min(old_tensors.size(), new_tensors.size()); ++i) {
    const auto& [old_name, old_tensor] = old_tensors[i];
    const auto& [new_name, new_tensor] = new_tensors[i];
    if (old_name != new_name) return absl::StrCat(old_name, " in the old, ", new_name, " in the new");
    const std::string difference = TensorDifference(old_name, old_tensor, new_tensor);
    if (difference.empty()) continue;
    if (different++ == 0) first = difference;
  }
  if (old_tensors.size() != new_tensors.size()) {
    return absl::StrCat(old_tensors.size(), " tensors in the old, ", new_tensors.size(), " in the new");
  }
  if (different == 0) return "";
  return absl::StrCat(first, "; ", different, " of ", old_tensors.size(), " tensors differ");
}

}  // namespace assay
