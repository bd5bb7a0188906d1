#include "harness/model_facts.h"

#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include "harness/count_flops.h"
#include "harness/min_size.h"
#include "models/exceptions.h"
#include "models/model.h"

namespace assay {
namespace {

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

}  // namespace

absl::StatusOr<ModelFacts> MeasureFacts(Model& model, std::optional<SizeMeta> image) {
  ModelFacts facts{.num_params = model.num_parameters()};
  if (!image) return facts;
  model.eval();
  model.to(at::kFloat);
  auto measured = MeasureImage(model, *image);
  if (!measured.ok()) return measured.status();
  facts.image = *std::move(measured);
  return facts;
}

std::optional<SizeMeta> ImageSizeOf(const TransformsPreset& preset) {
  const auto* image = std::get_if<ImageClassificationOptions>(&preset);
  if (image == nullptr) return std::nullopt;
  return SizeMeta{static_cast<int>(image->crop_size), static_cast<int>(image->crop_size)};
}

}  // namespace assay
