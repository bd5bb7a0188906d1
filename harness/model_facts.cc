#include "harness/model_facts.h"

#include <ATen/ops/full.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <string>
#include <vector>

#include "harness/count_flops.h"
#include "harness/min_size.h"
#include "harness/without_values.h"
#include "models/exceptions.h"
#include "models/model.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr char kTokens[] = "input_ids";
// No vocabulary is near this: a model that takes it takes anything.
constexpr int64_t kMostTokens = int64_t{1} << 24;

absl::StatusOr<ImageFacts> MeasureImage(const Model& model, SizeMeta size) {
  ImageFacts facts{.size = size};
  absl::Status ran = absl::OkStatus();
  const auto multiply_adds = CountMultiplyAdds([&] {
    const auto outputs = ExceptionsToStatus([&] {
      c10::InferenceMode inference;
      const at::Tensor output = model.forward(at::zeros({1, 3, size.height, size.width}));
      return output.dim() > 0 ? output.size(-1) : int64_t{1};
    });
    ran = outputs.status();
    facts.num_outputs = outputs.value_or(0);
  });
  // A model that cannot be counted is one thing, one that does not run another.
  if (!ran.ok()) return ran;
  facts.ops = multiply_adds.ok() ? absl::StatusOr<double>(GigaFlops(*multiply_adds)) : multiply_adds.status();
  facts.min_size = FindMinSize(model, size);
  return facts;
}

// The tokens twice the same, and every other input ones: a mask that keeps them all.
at::Tensor Encode(const Model& model, int64_t token) {
  const at::Tensor tokens = at::full({1, 2}, token, at::kLong);
  NamedTensors inputs;
  for (const std::string& name : model.signature().inputs) {
    inputs.emplace_back(name, name == kTokens ? tokens : at::ones_like(tokens));
  }
  return model.forward(inputs).front().second;
}

absl::StatusOr<TextFacts> MeasureText(const Model& model) {
  c10::InferenceMode inference;
  const auto embedding = ExceptionsToStatus([&] { return Encode(model, 0).size(-1); });
  if (!embedding.ok()) return embedding.status();
  const auto takes = [&](int64_t token) { return ExceptionsToStatus([&] { return Encode(model, token); }).ok(); };
  // It takes `low`, and not `high`.
  int64_t low = 0, high = 1;
  for (; high < kMostTokens && takes(high); high *= 2) low = high;
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    (takes(middle) ? low : high) = middle;
  }
  return TextFacts{.embedding_size = *embedding, .vocabulary_size = high};
}

bool TakesTokens(const Model& model) {
  const std::vector<std::string>& inputs = model.signature().inputs;
  return std::find(inputs.begin(), inputs.end(), kTokens) != inputs.end();
}

}  // namespace

absl::StatusOr<ModelFacts> MeasureFacts(Model& model, std::optional<SizeMeta> image) {
  // No fact depends on values, and large images would cost more than the probe itself.
  const WithoutValues scope;
  ModelFacts facts{.num_params = model.num_parameters()};
  model.eval();
  model.to(at::kFloat);
  if (image) {
    ASSAY_ASSIGN_OR_RETURN(facts.image, MeasureImage(model, *image));
  } else if (TakesTokens(model)) {
    ASSAY_ASSIGN_OR_RETURN(facts.text, MeasureText(model));
  }
  return facts;
}

std::optional<SizeMeta> ImageSizeOf(const TransformsPreset& preset) {
  const auto* image = std::get_if<ImageClassificationOptions>(&preset);
  if (image == nullptr) return std::nullopt;
  return SizeMeta{static_cast<int>(image->crop_size), static_cast<int>(image->crop_size)};
}

}  // namespace assay
