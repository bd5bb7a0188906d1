// A program of another project: ResNet-50 with weights of its own, declared in its own catalogue, on a camera's frame.
//
//   ASSAY_WEIGHTS=DIR predict     # DIR holds chest-v1.safetensors, see make_checkpoint.cc
#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/registry.h"
#include "models/resnet/resnet.h"
#include "models/transforms.h"
#include "tools/base/status_macros.h"
#include "transforms/image.h"
#include "transforms/top_categories.h"
#include "weights/med_resnet50.h"
#include "weights/typed_entry.h"

namespace {

using assay::MedResNet50Weights;

// What a grabber's driver would hand over: blue, green, red, rows padded to 64 bytes.
struct Frame {
  int width = 320;
  int height = 256;
  int64_t stride = 1024;
  std::vector<uint8_t> bytes = std::vector<uint8_t>(stride * height, 0xEE);
};

Frame Grab() {
  Frame frame;
  for (int y = 0; y < frame.height; ++y) {
    for (int x = 0; x < frame.width; ++x) {
      uint8_t* pixel = &frame.bytes[y * frame.stride + 3 * x];
      pixel[0] = static_cast<uint8_t>(x * 255 / frame.width);
      pixel[1] = static_cast<uint8_t>(y * 255 / frame.height);
      pixel[2] = static_cast<uint8_t>((x / 16 + y / 16) % 2 * 200);
    }
  }
  return frame;
}

absl::Status Report(const char* how, assay::Model model, const assay::ImageView& view) {
  const assay::ImageClassification preprocess = assay::transforms(MedResNet50Weights::kDefault);
  ASSAY_ASSIGN_OR_RETURN(assay::FloatImage input, preprocess(view));
  ASSAY_ASSIGN_OR_RETURN(const auto categories, assay::meta(MedResNet50Weights::kDefault).categories.names());

  model.eval();
  c10::InferenceMode inference;
  const at::Tensor images = at::from_blob(input.values.data(), {1, input.channels, input.height, input.width});
  const at::Tensor logits = model.forward(images);
  const auto scores = absl::MakeConstSpan(logits.const_data_ptr<float>(), logits.numel());
  std::printf("%s:", how);
  for (const auto& best : assay::TopCategories(scores, categories, 3)) {
    std::printf(" %.*s %.2f%%", static_cast<int>(best.category.size()), best.category.data(), 100 * best.score);
  }
  std::printf("\n");
  return absl::OkStatus();
}

absl::Status Predict(const std::string& folder) {
  std::printf("builders:");
  for (const std::string& builder : assay::list()) std::printf(" %s", builder.c_str());
  std::printf("\n");

  const Frame frame = Grab();
  const assay::ImageView view = {.data = frame.bytes.data(),
                                 .width = frame.width,
                                 .height = frame.height,
                                 .row_stride = frame.stride,
                                 .order = assay::PixelOrder::kBgr};

  // The builder takes every enum whose textproto says that it is for this builder.
  ASSAY_ASSIGN_OR_RETURN(const assay::ResNet typed, assay::resnet50({.weights = MedResNet50Weights::kChestV1}));
  ASSAY_RETURN_IF_ERROR(Report("by the enum", typed, view));

  // A file that no catalogue knows: the caller says what it cannot.
  ASSAY_ASSIGN_OR_RETURN(
      const assay::ResNet local,
      assay::resnet50({.weights = assay::WeightEntry{.url = folder + "/chest-v1.safetensors"}, .num_classes = 3}));
  ASSAY_RETURN_IF_ERROR(Report("by the file", local, view));

  ASSAY_ASSIGN_OR_RETURN(const assay::Built named, assay::get("resnet50", "MedResNet50_Weights.default"));
  return Report("by name", named.model, view);
}

}  // namespace

int main() {
  const char* folder = std::getenv("ASSAY_WEIGHTS");
  const absl::Status status = folder == nullptr
                                  ? absl::InvalidArgumentError("set ASSAY_WEIGHTS to the folder of the checkpoint")
                                  : Predict(folder);
  if (!status.ok()) std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return status.ok() ? 0 : 1;
}
