#include "harness/skeletons.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/ones.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/probe.h"
#include "harness/without_values.h"
#include "models/exceptions.h"

namespace assay {
namespace {

// Of numbers all digits: an epsilon that moved in its last one is another model.
struct ValueText {
  std::string operator()(double value) const { return absl::StrFormat("%.17g", value); }
  template <class V>
  std::string operator()(const V& value) const {
    return absl::StrCat(value);
  }
};

Model OfOnes(const Model& model) {
  at::NoGradGuard no_grad;
  for (const StateEntry& entry : model.state_dict()) {
    at::Tensor tensor = entry.tensor;
    if (tensor.is_floating_point()) tensor.set_data(at::ones({}, tensor.options()).expand(tensor.sizes()));
  }
  return model;
}

}  // namespace

std::string ConstructionKey(const Builder& builder, const ConstructOptions& options) {
  std::string key = absl::StrCat(builder.name, " ", options.num_classes);
  const auto add = [&](const std::string& name, const OptionValue& value) {
    absl::StrAppend(&key, " ", name, "=", std::visit(ValueText(), value));
  };
  for (const ImpliedOption& option : options.implied_options) add(option.name, option.value);
  for (const ImpliedOverride& implied : options.overrides) add(implied.target + "." + implied.parameter, implied.value);
  return key;
}

absl::StatusOr<Model> Skeletons::Get(const Builder& builder, const ConstructOptions& options) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string key = ConstructionKey(builder, options);
  const auto found = models_.find(key);
  if (found != models_.end()) return found->second;
  const auto made = ExceptionsToStatus([&] {
    const WithoutValues scope;
    return OfOnes(ConstructSeeded([&] { return Construct(builder, options); }));
  });
  return models_.emplace(key, made).first->second;
}

}  // namespace assay
