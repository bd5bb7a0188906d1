// The code of guide.md, families.md, migration.md and of the README, compiled and run.
#include <ATen/ops/from_blob.h>
#include <ATen/ops/ones.h>
#include <c10/core/InferenceMode.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/bert/bert.h"
#include "models/context.h"
#include "models/context_params.h"
#include "models/features.h"
#include "models/legacy.h"
#include "models/mobilenet/mobilenet_v2.h"
#include "models/mobilenet/mobilenet_v3.h"
#include "models/ops/frozen_batch_norm.h"
#include "models/resnet/resnet.h"
#include "models/resnet_fpn/resnet_fpn.h"
#include "models/testing/state_file.h"
#include "models/text_transforms.h"
#include "models/transforms.h"
#include "tools/base/status_macros.h"
#include "tools/base/warning.h"
#include "transforms/image.h"
#include "weights/reader/testing/make_files.h"
#include "weights/torch/entry_state_dict.h"
#include "weights/typed_entry.h"

namespace assay {
namespace {

TEST(Guide, Builders) {
  absl::StatusOr<ResNet> untrained = resnet50();
  absl::StatusOr<MobileNetV2> trained = mobilenet_v2({.weights = MobileNetV2Weights::kImageNet1kV1});
  absl::StatusOr<ResNet> ten_classes = resnet18({.num_classes = 10});
  absl::StatusOr<ResNet> mine = resnet18({.weights = WeightEntry{.url = "checkpoints/burgers.pth"}});
  EXPECT_TRUE(untrained.ok() && ten_classes.ok());
  EXPECT_TRUE(trained.ok()) << trained.status();
  EXPECT_EQ(mine.status().code(), absl::StatusCode::kNotFound);
}

TEST(Guide, Constructors) {
  ResNet resnext(ResNetBlock::kBottleneck, {3, 4, 6, 3}, {.groups = 32, .width_per_group = 4});
  ResNet frozen(ResNetBlock::kBasic, {2, 2, 2, 2}, {.num_classes = 10, .norm_layer = MakeFrozenBatchNorm2d});
  Bert tiny({.hidden_size = 128, .num_hidden_layers = 2, .num_attention_heads = 2, .intermediate_size = 512});
  EXPECT_EQ(resnext.num_parameters(), 25028904);
  EXPECT_GT(frozen.num_parameters(), tiny.num_parameters());
}

// A program of one's own is a function like this one.
absl::Status Predict(const uint8_t* camera, int width, int height) {
  constexpr auto kWeights = MobileNetV2Weights::kImageNet1kV1;
  ASSAY_ASSIGN_OR_RETURN(MobileNetV2 model, mobilenet_v2({.weights = kWeights}));
  model.eval();
  const ImageClassification preprocess = transforms(kWeights);
  const ImageClassification larger = transforms(kWeights, {.crop_size = 400, .resize_size = 400});
  const ImageView frame{
      .data = camera, .width = width, .height = height, .row_stride = 3 * width, .order = PixelOrder::kBgr};
  ASSAY_ASSIGN_OR_RETURN(FloatImage input, preprocess(frame));

  c10::InferenceMode inference;
  const at::Tensor images = at::from_blob(input.values.data(), {1, 3, input.height, input.width});
  const int64_t best = model.forward(images).argmax(1).item<int64_t>();
  std::printf("%s\n", meta(kWeights).categories(best).c_str());
  for (const MetricMeta& metric : meta(kWeights).metrics) std::printf("%s %g\n", metric.name.c_str(), metric.value);
  for (const MobileNetV2Weights weights : latest<MobileNetV2Weights>()) std::printf("%s\n", FullName(weights).c_str());
  EXPECT_EQ(meta(kWeights).categories(285), "Egyptian cat");
  EXPECT_EQ(input.width, 224);
  EXPECT_EQ(larger.options().crop_size, 400);
  return absl::OkStatus();
}

TEST(Guide, Transforms) {
  const std::vector<uint8_t> pixels(3 * 300 * 200, 128);
  EXPECT_TRUE(Predict(pixels.data(), 300, 200).ok());
}

TEST(Guide, EntriesOfOnesOwn) {
  const std::string path = testing_files::WriteFile(
      "burgers.safetensors", SafetensorsOf(StateOf(ResNet(ResNetBlock::kBasic, {2, 2, 2, 2}, {.num_classes = 2}))));
  const WeightEntry burgers{.url = path, .meta = {.categories = {"burger", "not burger"}}};
  absl::StatusOr<ResNet> model = resnet18({.weights = burgers});                          // two classes
  absl::StatusOr<ImageClassification> preprocess = transforms<ResNet18Weights>(burgers);  // resnet18's default
  absl::StatusOr<StateDict> tensors = state_dict(burgers, /*progress=*/false);
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(preprocess->options().crop_size, 224);
  EXPECT_EQ(tensors->front().first, "conv1.weight");
}

TEST(Guide, ByName) {
  for (const std::string& name : list({.task = "classification", .include = {"resnet*"}, .exclude = {"*152"}})) {
    std::printf("%s\n", name.c_str());
  }
  absl::StatusOr<WeightEntry> entry = get_weight("MobileNet_V2_Weights.IMAGENET1K_V1");
  absl::StatusOr<Built> best = get("mobilenet_v2");                // the default weights
  absl::StatusOr<Built> none = get("mobilenet_v2", std::nullopt);  // no weights
  absl::StatusOr<Built> these = get("mobilenet_v2", "MobileNet_V2_Weights.IMAGENET1K_V1");
  absl::StatusOr<std::vector<WeightEntry>> all = get_model_weights("mobilenet_v2");
  std::vector<std::string> builders = get_weight_builders(*entry);
  EXPECT_EQ(best.status().code(), absl::StatusCode::kNotFound);  // V2's file is in no package.
  EXPECT_TRUE(none.ok());
  EXPECT_EQ(these->weights->FullName(), entry->FullName());
  EXPECT_EQ(all->size(), 2u);
  EXPECT_THAT(builders, testing::ElementsAre("mobilenet_v2"));
}

TEST(Guide, Warnings) {
  {
    ScopedWarningHandler quiet(IgnoreWarning);
    EXPECT_TRUE(get("mobilenet_v2", {{"pretrained", true}}).ok());
  }
  ScopedWarningHandler strict(WarningIsError);  // in CI: a call that warns fails
  absl::StatusOr<Built> old_call = get("mobilenet_v2", {{"pretrained", true}});
  EXPECT_EQ(old_call.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(Guide, Composition) {
  absl::StatusOr<ResNetFpn> by_builder = resnet50_fpn_v2({.trainable_layers = 3});

  ResNet backbone(ResNetBlock::kBasic, {2, 2, 2, 2}, {.norm_layer = MakeFrozenBatchNorm2d});
  ResNetFpn by_constructor(backbone, {.out_channels = 128});

  absl::StatusOr<ResNetFpn> hybrid = resnet_fpn_v2(backbone);

  NamedTensors maps = by_constructor.forward(NamedTensors{{"input", at::ones({1, 3, 64, 64})}});
  EXPECT_TRUE(by_builder.ok() && hybrid.ok());
  EXPECT_EQ(maps.back().first, "pool");
}

TEST(Guide, OutputsWithinAModel) {
  ResNet model(ResNetBlock::kBasic, {1, 1, 1, 1}, {.num_classes = 10});
  const at::Tensor images = at::ones({2, 3, 64, 64});
  absl::StatusOr<Model> maps = features(model, {"layer1", "layer4"});
  for (const auto& [name, map] : maps->forward({{"input", images}})) std::cout << name << ": " << map.sizes() << "\n";
  absl::StatusOr<Model> embedding = features(model, {"avgpool"});
  const at::Tensor rows = embedding->forward(images).flatten(1);  // of several outputs the first
  std::vector<std::string> paths = module_paths(model);           // what may be asked for
  EXPECT_EQ(rows.sizes(), at::IntArrayRef({2, 512}));
  EXPECT_THAT(paths, testing::Contains("layer1.0.conv2"));
}

TEST(Guide, ContextParams) {
  ContextParams<FrozenBatchNorm2d> old_default({.eps = 0.0});
  EXPECT_EQ(ContextText(), "FrozenBatchNorm2d.eps = 0");
  std::thread worker([context = CaptureContext()] {
    EXPECT_EQ(ContextText(), "");  // a thread begins without
    ScopedContext scope(context);
    EXPECT_EQ(ContextText(), "FrozenBatchNorm2d.eps = 0");
  });
  worker.join();
}

absl::StatusOr<std::vector<float>> Embed(const std::vector<std::string>& sentences) {
  constexpr auto kWeights = MiniLML6V2Weights::kSentencesV1;
  ASSAY_ASSIGN_OR_RETURN(Bert model, minilm_l6_v2({.weights = kWeights}));
  model.eval();
  ASSAY_ASSIGN_OR_RETURN(const SentenceEmbedding both_ends, sentence_transforms(kWeights));
  ASSAY_ASSIGN_OR_RETURN(TokenBatch batch, both_ends.preprocessing(sentences));

  c10::InferenceMode inference;
  const auto tensor = [&](std::vector<int64_t>& values) {
    return at::from_blob(values.data(), {batch.rows, batch.columns}, at::kLong);
  };
  const at::Tensor mask = tensor(batch.attention_mask);
  const at::Tensor hidden = model.forward(tensor(batch.input_ids), mask).last_hidden_state.contiguous();
  ASSAY_ASSIGN_OR_RETURN(const Embeddings embeddings,
                         both_ends.postprocessing({.values = {hidden.const_data_ptr<float>(), size_t(hidden.numel())},
                                                   .rows = hidden.size(0),
                                                   .columns = hidden.size(1),
                                                   .width = hidden.size(2)},
                                                  batch.attention_mask));
  return embeddings.values;  // a row of 384 numbers a sentence
}

TEST(Guide, Text) {
  const auto embeddings = Embed({"Hello World!", "A cat sits on the mat."});
  ASSERT_TRUE(embeddings.ok()) << embeddings.status();
  EXPECT_EQ(embeddings->size(), 2 * 384u);
  EXPECT_NEAR((*embeddings)[0], -0.0203869, 1e-5);
}

TEST(Readme, InAProgram) {
  auto [encoder, weights] = assay::get("minilm_l6_v2").value();                         // with its default weights
  auto old = assay::get("mobilenet_v2", "MobileNet_V2_Weights.IMAGENET1K_V1").value();  // or with these
  // what has no builder
  assay::ResNet narrow(assay::ResNetBlock::kBottleneck, {3, 4, 6, 3}, {.groups = 32, .width_per_group = 2});
  assay::Model maps = assay::features(narrow, {"layer1", "layer4"}).value();  // intermediate outputs, by path
  EXPECT_EQ(weights->FullName(), "MiniLM_L6_V2_Weights.SENTENCES_V1");
  EXPECT_EQ(encoder.num_parameters(), 22713216);
  EXPECT_EQ(old.weights->meta.categories.size(), 1000);
  EXPECT_EQ(maps.signature().outputs.size(), 2);
}

TEST(Families, OutputsWithinAModel) {
  const ResNet resnet = resnet18().value();
  MobileNetV3 mobilenet = mobilenet_v3_large().value();
  mobilenet.eval();
  const Bert encoder = minilm_l6_v2().value();
  absl::StatusOr<Model> maps = features(resnet, {"layer1", "layer4"});                     // models/features.h
  absl::StatusOr<Model> without_tensors = features(resnet, {"maxpool"});                   // any module has a path
  absl::StatusOr<Model> excitation = features(mobilenet, {"features.4.block.2.avgpool"});  // ... at any depth
  absl::StatusOr<Model> attention = features(encoder, {"encoder.layer.2.attention"});      // ... of any family
  EXPECT_TRUE(maps.ok());
  EXPECT_TRUE(without_tensors.ok()) << without_tensors.status();
  EXPECT_TRUE(excitation.ok()) << excitation.status();
  EXPECT_TRUE(attention.ok()) << attention.status();
  EXPECT_EQ(excitation->forward(at::ones({1, 3, 32, 32})).sizes(), at::IntArrayRef({1, 72, 1, 1}));
}

// resnet50(weights=W, replace_stride_with_dilation=[False, True, True])
absl::StatusOr<ResNet> DilatedResNet50(const WeightEntry& weights) {
  ResNet model(ResNetBlock::kBottleneck, {3, 4, 6, 3}, {.replace_stride_with_dilation = {false, true, true}});
  ASSAY_ASSIGN_OR_RETURN(const StateDict tensors, state_dict(weights));
  ASSAY_RETURN_IF_ERROR(model.load_state_dict(tensors));
  return model;
}

// mobilenet_v3_large(weights=W, dilated=True)
absl::StatusOr<MobileNetV3> DilatedMobileNetV3Large(const WeightEntry& weights) {
  const MobileNetV3Settings settings = MobileNetV3Large({.dilated = true});
  MobileNetV3 model(settings.blocks, settings.last_channel);
  ASSAY_ASSIGN_OR_RETURN(const StateDict tensors, state_dict(weights));
  ASSAY_RETURN_IF_ERROR(model.load_state_dict(tensors));
  return model;
}

TEST(Migration, Dilation) {
  // A file each: a model's tensors lie in its file.
  const auto entry = [](const char* file, const Model& model) {
    return WeightEntry{.url = testing_files::WriteFile(file, SafetensorsOf(StateOf(model)))};
  };
  auto resnet = DilatedResNet50(entry("resnet50.safetensors", *resnet50()));
  ASSERT_TRUE(resnet.ok()) << resnet.status();
  auto mobilenet = DilatedMobileNetV3Large(entry("large.safetensors", *mobilenet_v3_large()));
  ASSERT_TRUE(mobilenet.ok()) << mobilenet.status();
  resnet->eval();
  mobilenet->eval();
  const at::Tensor image = at::ones({1, 3, 64, 64});
  EXPECT_EQ(features(*resnet, {"layer4"})->forward(image).size(2), 8);
  EXPECT_EQ(features(*mobilenet, {"features.16"})->forward(image).size(2), 4);
}

}  // namespace
}  // namespace assay
