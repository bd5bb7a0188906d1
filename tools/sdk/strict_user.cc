// Code as the headers' comments say to write it, with each option that a struct leaves out left out.
#include <optional>
#include <string>

#include "models/registry.h"
#include "public_headers.h"

namespace {

struct Dropout {
  struct Overrides {
    std::optional<double> rate = {};
    std::optional<bool> inplace = {};
  };
  static constexpr auto DeclareOverrides() {
    return assay::OverridesOf<Dropout>("Dropout", assay::Overridable("rate", &Overrides::rate),
                                       assay::Overridable("inplace", &Overrides::inplace));
  }
  double rate = assay::ContextParams<Dropout>::Get(&Overrides::rate, 0.5);
};

}  // namespace

double OverriddenRate() {
  assay::ContextParams<Dropout> scope({.rate = 0.25});
  assay::ContextParams<assay::FrozenBatchNorm2d> eps({.eps = 0.0});
  assay::ContextParams<assay::FeaturePyramidNetwork> init(
      {.init_over = assay::FeaturePyramidNetwork::InitOver::kChildren});
  return Dropout{}.rate;
}

std::vector<std::string> Names() { return assay::list({.include = {"resnet*"}}); }

void Models() {
  assay::MobileNetV2 half({.num_classes = 10, .width_mult = 0.5});
  assay::ResNet resnext(assay::ResNetBlock::kBottleneck, {3, 4, 6, 3}, {.groups = 32});
  assay::EfficientNetLite lite3({.width_coefficient = 1.2});
  assay::Bert tiny({.hidden_size = 128});
  assay::ResNetFpn fpn(assay::ResNet(assay::ResNetBlock::kBasic, {2, 2, 2, 2}), {.out_channels = 128});
}

void Builders() {
  (void)assay::resnet50({.weights = assay::ResNet50Weights::kDefault});
  (void)assay::resnet50_fpn({.weights_backbone = assay::ResNet50Weights::kDefault});
  (void)assay::get("resnet50", assay::GetOptions{.num_classes = 10});
}

assay::Family MakeFamily() { return {.name = "mine", .task = "classification"}; }
assay::Builder MakeBuilder() { return {.name = "mine", .family = "mine", .task = "classification"}; }

assay::WeightEntry MakeEntry() {
  return {.url = "burgers.pth",
          .packaged = assay::PackagedFile{.repository = "burgers", .file = "burgers.pth"},
          .extra_files = {{.role = "vocabulary"}},
          .meta = {.min_size = assay::SizeMeta{.height = 32},
                   .licence = {.spdx = "MIT"},
                   .metrics = {{.dataset = "burgers", .name = "acc@1"}},
                   .symbols = assay::SymbolsMeta{.kind = "characters"}}};
}

absl::StatusOr<assay::Embeddings> Pool(const std::vector<float>& hidden, const std::vector<int64_t>& mask) {
  return assay::MeanPooling({.normalize = false})({.values = hidden, .rows = 1}, mask);
}

absl::StatusOr<assay::FloatImage> Preprocess(const uint8_t* camera) {
  return assay::ImageClassification({.crop_size = 400})(assay::ImageView{.data = camera, .width = 640, .height = 480});
}

absl::Status Warned() { return assay::Warn({.subject = "mine", .message = "look"}); }

absl::StatusOr<assay::SentenceEmbedding> Text() {
  return assay::sentence_transforms<assay::MiniLML6V2Weights>(assay::WeightEntry{.url = "tuned.safetensors"});
}

// The controls: what the options are for is refused.
double Shadows(double rate) {
  double rest = 1 - rate;
  if (rest > 0) {
    double rate = rest;  // EXPECT-ERROR: shadows
    rest -= rate;
  }
  return rest;
}

struct Bare {
  int first;
  int second;
};
Bare MakeBare() { return {.first = 1}; }  // EXPECT-ERROR: missing initializer for member || missing field
