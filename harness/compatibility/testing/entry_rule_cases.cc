#include <algorithm>
#include <vector>

#include "harness/accuracy/image_bits.h"
#include "harness/compatibility/testing/rule_cases.h"

namespace assay {
namespace {

constexpr Severity kNotice = Severity::kNotice;
constexpr Severity kBreaking = Severity::kBreaking;

}  // namespace

void Measure(proto::EntryGolden& entry, int right) {
  entry.clear_accuracy();
  proto::AccuracyGolden& accuracy = *entry.add_accuracy();
  accuracy.set_dataset("Toys");
  accuracy.set_data_digest("70759");
  accuracy.set_count(1000);
  std::vector<bool> correct(1000, false);
  std::fill(correct.begin(), correct.begin() + right, true);
  accuracy.set_correct(PackBits(correct));
}

std::vector<RuleCase> EntryCases() {
  return {
      {"MeasuredAccuracyDropped",
       [](ToyLibrary& now) { Measure(now.v1(), 950); },
       {{"ACCURACY_DROPPED", "toynet x DATA_V1", "measured on Toys WORSE: -4.00 points", Level::kAccuracy}},
       [](ToyLibrary& was) { Measure(was.v1(), 990); }},
      {"MeasuredAccuracyAlike",
       [](ToyLibrary& now) { Measure(now.v1(), 989); },
       {},
       [](ToyLibrary& was) { Measure(was.v1(), 990); }},
      {"MeasuredAccuracyGone",
       [](ToyLibrary& now) { now.v1().clear_accuracy(); },
       {{"METRIC_REMOVED", "toynet x DATA_V1", "what was measured on Toys is no longer in the lock", Level::kAccuracy}},
       [](ToyLibrary& was) { Measure(was.v1(), 990); }},
      {"MeasuredAccuracyOfOtherImages",
       [](ToyLibrary& now) {
         Measure(now.v1(), 990);
         now.v1().mutable_accuracy(0)->set_data_digest("07e45");
       },
       {{"METRIC_REMOVED", "toynet x DATA_V1",
         "what was measured on Toys is no longer in the lock: two accuracies of other data cannot be paired",
         Level::kAccuracy}},
       [](ToyLibrary& was) { Measure(was.v1(), 990); }},
      {"MeasuredAccuracyDamaged",
       [](ToyLibrary& now) {
         Measure(now.v1(), 990);
         now.v1().mutable_accuracy(0)->set_correct("AAAA");
       },
       {{"METRIC_REMOVED", "toynet x DATA_V1",
         "what was measured on Toys is no longer in the lock: ", Level::kAccuracy}},
       [](ToyLibrary& was) { Measure(was.v1(), 990); }},
      {"MeasuredAccuracyOfMoreImages",
       [](ToyLibrary& now) {
         Measure(now.v1(), 990);
         *now.v1().add_accuracy() = now.v1().accuracy(0);
         now.v1().mutable_accuracy(1)->set_data_digest("07e45");
       },
       {},
       [](ToyLibrary& was) { Measure(was.v1(), 990); }},
      {"Digest",
       [](ToyLibrary& now) { now.v1().mutable_file()->set_tensors_digest("e16e57e16e57e16e57"); },
       {{"TENSORS_CHANGED", "toynet x DATA_V1", "digest of the tensors d16e57d16e57 -> e16e57e16e57", Level::kOutput}}},
      {"FileOfUnknownTensors",
       [](ToyLibrary& now) {
         ToyLibrary::Field(now.v1(), "url") = "https://example.org/toy-4567cdef.pth";
         ToyLibrary::Field(now.v1(), "sha256") = "4567cdef";
       },
       {{"TENSORS_CHANGED", "toynet x DATA_V1", "sha256 0123abcd -> 4567cdef; the tensors cannot be told apart",
         Level::kOutput}}},
      {"Implied",
       [](ToyLibrary& now) {
         ToyLibrary::AddField(now.v1(), "implied_overrides.FrozenBatchNorm2d.eps", "0.001");
         now.v1().mutable_probe()->mutable_output()->set_l2(4.5);
       },
       {{"IMPLIED_CHANGED", "toynet x DATA_V1",
         "implied_overrides.FrozenBatchNorm2d.eps is 0.001, was not said; the model's output moved 0.12",
         Level::kOutput}}},
      {"ImpliedWithoutEffect",
       [](ToyLibrary& now) { ToyLibrary::AddField(now.v1(), "implied_options.aux_logits", "false"); },
       {{"IMPLIED_CHANGED", "toynet x DATA_V1", "aux_logits is false, was not said; the model is the same",
         Level::kOutput, kNotice}}},
      {"TransformField",
       [](ToyLibrary& now) {
         ToyLibrary::Field(now.v1(), "transforms.crop_size") = "232";
         now.v1().mutable_preprocessing(1)->set_sha256("bc");
         now.v1().mutable_photograph(0)->set_preprocessed_sha256("bc");
         now.v1().mutable_photograph(0)->set_logit(0, 1.5);
       },
       {{"TRANSFORM_CHANGED", "toynet x DATA_V1",
         "transforms.crop_size 224 -> 232; landscape: normalise is the first step", Level::kOutput, kBreaking,
         "normalise"}}},
      {"TransformInCode",
       [](ToyLibrary& now) { now.v2().mutable_preprocessing(0)->set_sha256("ab"); },
       {{"TRANSFORM_CHANGED", "toynet x DATA_V2", "landscape: resize is the first step that differs", Level::kOutput,
         kBreaking, "resize"}}},
      {"TransformOfTheBuilder",
       [](ToyLibrary& now) {
         now.toynet().mutable_api()->mutable_transforms(0)->set_value("232");
         now.v1().mutable_preprocessing(1)->set_sha256("bc");
       },
       {{"TRANSFORM_CHANGED", "toynet", "transforms.crop_size 224 -> 232", Level::kOutput}}},
      {"Postprocessing",
       [](ToyLibrary& now) { now.v1().mutable_postprocessing(0)->set_id(1, 2); },
       {{"POSTPROCESSING_CHANGED", "toynet x DATA_V1",
         "ties: top 5 is the first step that differs: ids: number 1 is 2, was 4", Level::kOutput, kBreaking, "top 5"}}},
      {"CategoryOrder",
       [](ToyLibrary& now) {
         now.categories["animals"].mutable_name()->SwapElements(0, 1);
         for (auto& [name, entry] : now.entries) {
           if (name != "toynet/DATA_V2") ToyLibrary::Field(entry, "meta.categories") = "animals";
           entry.set_categories_sha256("ca7f");
         }
       },
       {{"CATEGORIES_CHANGED", "toynet x DATA_V1", "category 0 ant -> bee", Level::kOutput},
        {"CATEGORIES_CHANGED", "toynet x DATA_V2", "category 0 ant -> bee", Level::kOutput},
        {"CATEGORIES_CHANGED", "toynet_v2 x DATA_V1", "category 0 ant -> bee", Level::kOutput}}},
      {"CategoriesOfAnEntryAndOfNobody",
       [](ToyLibrary& now) {
         now.categories["animals"].mutable_name()->SwapElements(0, 1);
         now.v1().set_categories_sha256("ca7f");
         now.categories["birds"].set_file("birds");
       },
       {{"CATEGORIES_CHANGED", "toynet x DATA_V1", "category 0 ant -> bee", Level::kOutput},
        {"CATEGORIES_CHANGED", "categories: birds", "1 -> 0 categories", Level::kOutput}},
       [](ToyLibrary& was) { was.categories["birds"] = FromText<proto::CategoryNames>("file: 'birds' name: 'owl'"); }},
      {"CategoriesOfNobody",
       [](ToyLibrary& now) { now.categories["animals"].mutable_name()->RemoveLast(); },
       {{"CATEGORIES_CHANGED", "categories: animals", "3 -> 2 categories", Level::kOutput}}},
      {"Answers",
       [](ToyLibrary& now) { now.v1().mutable_photograph(0)->set_logit(3, 4.5); },
       {{"ANSWER_CHANGED", "toynet x DATA_V1", "logits of cat.png: largest difference 0.5 at [0, 3]", Level::kOutput}}},
      {"AnswersGone",
       [](ToyLibrary& now) { now.v1().clear_photograph(); },
       {{"ANSWER_MISSING", "toynet x DATA_V1", "were not compared", Level::kOutput, kNotice}}},
      {"LayerOutputs",
       [](ToyLibrary& now) { now.layers().mutable_item(0)->mutable_probe()->mutable_output()->set_l2(5); },
       {{"COMPONENT_CHANGED", "layers: FrozenBatchNorm2d", "the model's output moved 0.25", Level::kOutput}}},
      {"LayerState",
       [](ToyLibrary& now) { now.layers().mutable_item(0)->mutable_probe()->mutable_state(0)->set_key("conv.kernel"); },
       {{"COMPONENT_CHANGED", "layers: FrozenBatchNorm2d", "conv.weight [4, 3, 1, 1] is gone", Level::kLoad, kBreaking,
         "conv"}}},
      {"ComponentStage",
       [](ToyLibrary& now) { now.layers().mutable_item(1)->mutable_stage()->set_id(0, 16); },
       {{"COMPONENT_CHANGED", "layers: MakeDivisible", "ids: number 0 is 16, was 8", Level::kOutput}}},
      {"AccuracyDropped",
       [](ToyLibrary& now) { ToyLibrary::Field(now.v1(), "meta.metrics.ImageNet-1K.acc@1") = "76.12"; },
       {{"ACCURACY_DROPPED", "toynet x DATA_V1", "acc@1 76.13 -> 76.12", Level::kAccuracy}}},
      {"ErrorRaised",
       [](ToyLibrary& now) { ToyLibrary::AddField(now.v1(), "meta.metrics.LibriSpeech.wer", "3.2"); },
       {{"ACCURACY_DROPPED", "toynet x DATA_V1", "wer 3.1 -> 3.2", Level::kAccuracy}},
       [](ToyLibrary& was) { ToyLibrary::AddField(was.v1(), "meta.metrics.LibriSpeech.wer", "3.1"); }},
      {"MetricRemoved",
       [](ToyLibrary& now) { ToyLibrary::RemoveField(now.v1(), "meta.metrics.ImageNet-1K.acc@1"); },
       {{"METRIC_REMOVED", "toynet x DATA_V1", "acc@1 is no longer said (76.13)", Level::kAccuracy}}},
      {"AccuracyRaised",
       [](ToyLibrary& now) { ToyLibrary::Field(now.v1(), "meta.metrics.ImageNet-1K.acc@1") = "80.1"; },
       {{"META_CHANGED", "toynet x DATA_V1", "acc@1 76.13 -> 80.1", Level::kMeta, kNotice}}},
      {"Licence",
       [](ToyLibrary& now) { ToyLibrary::Field(now.v1(), "meta.licence.spdx") = "CC-BY-NC-4.0"; },
       {{"LICENCE_CHANGED", "toynet x DATA_V1", "BSD-3-Clause -> CC-BY-NC-4.0", Level::kMeta}}},
      {"UrlMoved",
       [](ToyLibrary& now) { ToyLibrary::Field(now.v1(), "url") = "https://mirror.example.org/toy.pth"; },
       {{"URL_MOVED", "toynet x DATA_V1", "url https://example.org/toy.pth -> https://mirror.example.org/toy.pth",
         Level::kMeta, kNotice}}},
      {"OtherContainerOfTheSameTensors",
       [](ToyLibrary& now) {
         ToyLibrary::Field(now.v1(), "sha256") = "4567cdef";
         ToyLibrary::AddField(now.v1(), "tensors_digest", "d16e57d16e57d16e57");
       },
       {
           {"FILE_CHANGED", "toynet x DATA_V1", "sha256 0123abcd -> 4567cdef", Level::kMeta, kNotice},
       }},
      {"HashInFull",
       [](ToyLibrary& now) { ToyLibrary::Field(now.v1(), "sha256") = "0123abcd4567"; },
       {{"FILE_CHANGED", "toynet x DATA_V1", "sha256 0123abcd -> 0123abcd4567", Level::kMeta, kNotice}}},
      {"Words",
       [](ToyLibrary& now) { ToyLibrary::Field(now.v1(), "meta.docs") = "Other words."; },
       {{"META_CHANGED", "toynet x DATA_V1", "meta.docs Words. -> Other words.", Level::kMeta, kNotice}}},
  };
}

}  // namespace assay
