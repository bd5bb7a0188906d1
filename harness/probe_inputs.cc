#include "harness/probe_inputs.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>

#include <algorithm>

#include "harness/probe_values.h"

namespace assay {
namespace {

constexpr int64_t kImages[] = {2, 3, 64, 64};
constexpr int64_t kOtherImage[] = {1, 3, 97, 75};
constexpr int64_t kTokens[] = {2, 24};
constexpr int64_t kOtherTokens[] = {1, 37};

at::Tensor TokenIds(const std::string& name, at::IntArrayRef shape, int64_t count) {
  at::Tensor ids = at::empty(shape, at::kLong);
  const std::vector<double> values = ProbeUniform(name, ids.numel());
  std::transform(values.begin(), values.end(), ids.mutable_data_ptr<int64_t>(),
                 [count](double value) { return static_cast<int64_t>(value * count); });
  return ids;
}

at::Tensor Mask(at::IntArrayRef shape) {
  at::Tensor mask = at::ones(shape, at::kLong);
  mask[-1].slice(0, 2 * shape[1] / 3).zero_();
  return mask;
}

at::Tensor MakeInput(const Signature& signature, const std::string& name, bool other) {
  const std::string values = other ? name + "_rect" : name;
  const auto tokens = std::find_if(signature.tokens.begin(), signature.tokens.end(),
                                   [&](const TokenInput& input) { return input.name == name; });
  if (tokens == signature.tokens.end())
    return ProbeInput(values, (other ? at::IntArrayRef(kOtherImage) : at::IntArrayRef(kImages)).vec()).to(at::kDouble);
  const at::IntArrayRef shape = other ? kOtherTokens : kTokens;
  return tokens->count > 0 ? TokenIds(values, shape, tokens->count) : Mask(shape);
}

}  // namespace

ProbeInputs MakeProbeInputs(const Signature& signature) {
  ProbeInputs inputs;
  for (const std::string& name : signature.inputs) {
    inputs.batch.emplace_back(name, MakeInput(signature, name, /*other=*/false));
    inputs.other.emplace_back(name, MakeInput(signature, name, /*other=*/true));
  }
  for (const std::string& name : signature.optional_inputs)
    inputs.batch.emplace_back(name, MakeInput(signature, name, /*other=*/false));
  return inputs;
}

}  // namespace assay
