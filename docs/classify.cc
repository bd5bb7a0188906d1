#include <iostream>

#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>

#include "absl/status/statusor.h"
#include "models/mobilenet/mobilenet_v2.h"
#include "models/transforms.h"
#include "tools/base/status_macros.h"
#include "transforms/decode.h"
#include "transforms/top_categories.h"
#include "weights/typed_entry.h"

absl::Status Classify(const std::string& path) {
  constexpr auto kWeights = assay::MobileNetV2Weights::kImageNet1kV1;
  // Builders and readers return StatusOr; another builder's weights would not compile here.
  ASSAY_ASSIGN_OR_RETURN(assay::MobileNetV2 model, assay::mobilenet_v2({.weights = kWeights}));
  model.eval();

  // The entry knows how its inputs are prepared and what its outputs mean.
  const assay::ImageClassification preprocess = assay::transforms(kWeights);
  ASSAY_ASSIGN_OR_RETURN(const assay::Image photograph, assay::ReadImage(path));
  ASSAY_ASSIGN_OR_RETURN(assay::FloatImage input, preprocess(photograph));
  ASSAY_ASSIGN_OR_RETURN(const auto categories, assay::meta(kWeights).categories.names());

  c10::InferenceMode inference;
  const at::Tensor images = at::from_blob(input.values.data(), {1, input.channels, input.height, input.width});
  const at::Tensor logits = model.forward(images);
  for (const auto& best : assay::TopCategories({logits.const_data_ptr<float>(), size_t(logits.numel())}, categories, 3)) {
    std::cout << best.category << " " << 100 * best.score << "%\n";
  }
  return absl::OkStatus();
}

int main(int argc, char** argv) {
  const absl::Status status = argc == 2 ? Classify(argv[1]) : absl::InvalidArgumentError("usage: classify IMAGE");
  if (!status.ok()) std::cerr << status.message() << "\n";
  return status.ok() ? 0 : 1;
}
