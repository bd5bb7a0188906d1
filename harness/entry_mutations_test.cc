// Small changes of entries and presets, injected while the test runs: each must be found under its rule. The suite over
// the real sources, after a bless, is tools/nightly/mutate.py.
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/api_lock.h"
#include "harness/compatibility/compare_locks.h"
#include "harness/preset_lock.h"
#include "weights/weight_entry.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

WeightEntry Images() {
  WeightEntry entry{.enum_name = "Toy_Weights",
                    .name = "V1",
                    .builder = "toy",
                    .source = "weights/toy/toy.textproto",
                    .url = "https://host/toy-0123abcd.pth",
                    .sha256 = "0123abcd"};
  entry.transforms = ImageClassificationOptions{
      .crop_size = 24, .resize_size = 31, .interpolation = Interpolation::kBicubic, .mean = {0.5f, 0.4f, 0.3f}};
  entry.meta.task = "classification";
  entry.meta.categories = {"cat", "dog", "elk"};
  entry.meta.metrics = {{"Animals", "acc@1", 80.5}};
  entry.meta.licence = {.spdx = "MIT", .url = "https://host/licence"};
  return entry;
}

WeightEntry Texts() {
  WeightEntry entry = Images();
  entry.transforms = TextEncodingOptions{};
  entry.postprocessing = MeanPoolingOptions{};
  entry.meta.task = "text_encoding";
  entry.meta.categories = {};
  return entry;
}

// What bless records of an entry of which no file is at hand, but for its probe. `code`: the entry whose presets the
// code really follows, where the code is what changed.
proto::EntryGolden Measure(const WeightEntry& entry, const WeightEntry& code) {
  proto::EntryGolden golden;
  golden.set_weights(entry.FullName());
  EXPECT_TRUE(MeasureCatalogue(entry, golden).ok());
  auto before = MeasurePreprocessing(code.transforms);
  auto after = MeasurePostprocessing(code.transforms, code.postprocessing);
  EXPECT_TRUE(before.ok() && after.ok()) << before.status() << after.status();
  if (before.ok()) *golden.mutable_preprocessing() = *std::move(before);
  if (after.ok()) *golden.mutable_postprocessing() = *std::move(after);
  return golden;
}

// "OUTPUT TRANSFORM_CHANGED toy x V1", in order; notices in lower case.
std::vector<std::string> Findings(const proto::EntryGolden& was, const proto::EntryGolden& is) {
  std::vector<std::string> found;
  for (const Finding& finding : CompareEntries(was, is, nullptr, nullptr)) {
    found.push_back(std::string(finding.breaking() ? LevelName(finding.level) : "notice") + " " + finding.rule + " " +
                    finding.subject);
  }
  return found;
}

// Where the catalogue says something else; and where the code does, under the same catalogue.
template <class Change>
std::vector<std::string> OfCatalogue(const WeightEntry& entry, const Change& change) {
  WeightEntry changed = entry;
  change(changed);
  return Findings(Measure(entry, entry), Measure(changed, changed));
}
template <class Change>
std::vector<std::string> OfCode(const WeightEntry& entry, const Change& change) {
  WeightEntry changed = entry;
  change(changed);
  return Findings(Measure(entry, entry), Measure(entry, changed));
}

ImageClassificationOptions& ImageOptions(WeightEntry& entry) {
  return std::get<ImageClassificationOptions>(entry.transforms);
}
TextEncodingOptions& TextOptions(WeightEntry& entry) { return std::get<TextEncodingOptions>(entry.transforms); }

// One cause, one finding, wherever the cause is.
#define EXPECT_FOUND(entry, expected, change)                     \
  EXPECT_THAT(OfCatalogue(entry, change), ElementsAre(expected)); \
  EXPECT_THAT(OfCode(entry, change), ElementsAre(expected))

constexpr char kTransform[] = "OUTPUT TRANSFORM_CHANGED toy x V1";

TEST(EntryMutation, BilinearForBicubic_IsAnotherTransform) {
  EXPECT_FOUND(Images(), kTransform,
               [](WeightEntry& entry) { ImageOptions(entry).interpolation = Interpolation::kBilinear; });
}

TEST(EntryMutation, MeanAndDeviationSwapped_IsAnotherTransform) {
  EXPECT_FOUND(Images(), kTransform,
               [](WeightEntry& entry) { std::swap(ImageOptions(entry).mean, ImageOptions(entry).std); });
}

TEST(EntryMutation, ChannelsOfTheMeanReversed_IsAnotherTransform) {
  EXPECT_FOUND(Images(), kTransform,
               [](WeightEntry& entry) { std::swap(ImageOptions(entry).mean[0], ImageOptions(entry).mean[2]); });
}

TEST(EntryMutation, SizeOfTheResize_IsAnotherTransform) {
  EXPECT_FOUND(Images(), kTransform, [](WeightEntry& entry) { ImageOptions(entry).resize_size = 32; });
}

TEST(EntryMutation, SizeOfTheCrop_IsAnotherTransform) {
  EXPECT_FOUND(Images(), kTransform, [](WeightEntry& entry) { ImageOptions(entry).crop_size = 25; });
}

TEST(EntryMutation, CapitalsThatStay_AreAnotherTransform) {
  EXPECT_FOUND(Texts(), kTransform, [](WeightEntry& entry) { TextOptions(entry).lower_case = false; });
}

TEST(EntryMutation, ShorterTexts_AreAnotherTransform) {
  EXPECT_FOUND(Texts(), kTransform, [](WeightEntry& entry) { TextOptions(entry).max_length = 16; });
}

TEST(EntryMutation, EmbeddingsOfAnyLength_AreAnotherPostprocessing) {
  EXPECT_FOUND(Texts(), "OUTPUT POSTPROCESSING_CHANGED toy x V1",
               [](WeightEntry& entry) { std::get<MeanPoolingOptions>(entry.postprocessing).normalize = false; });
}

TEST(EntryMutation, OrderOfCategories_IsNamedSo) {
  EXPECT_THAT(OfCatalogue(Images(),
                          [](WeightEntry& entry) {
                            entry.meta.categories = {"dog", "cat", "elk"};
                          }),
              ElementsAre("OUTPUT CATEGORIES_CHANGED toy x V1"));
}

TEST(EntryMutation, OtherFileOfUnknownTensors_IsOtherTensors) {
  EXPECT_THAT(OfCatalogue(Images(), [](WeightEntry& entry) { entry.sha256 = "4567abcd"; }),
              ElementsAre("OUTPUT TENSORS_CHANGED toy x V1"));
}

TEST(EntryMutation, LowerAccuracy_IsDropped) {
  EXPECT_THAT(OfCatalogue(Images(), [](WeightEntry& entry) { entry.meta.metrics[0].value = 80.0; }),
              ElementsAre("ACCURACY ACCURACY_DROPPED toy x V1"));
}

TEST(EntryMutation, MetricThatIsGone_IsRemoved) {
  EXPECT_THAT(OfCatalogue(Images(), [](WeightEntry& entry) { entry.meta.metrics.clear(); }),
              ElementsAre("ACCURACY METRIC_REMOVED toy x V1"));
}

TEST(EntryMutation, MovedUrl_IsANotice) {
  EXPECT_THAT(OfCatalogue(Images(), [](WeightEntry& entry) { entry.url = "https://mirror/toy-0123abcd.pth"; }),
              ElementsAre("notice URL_MOVED toy x V1"));
}

TEST(EntryRefactoring, SameAgain_IsSilent) {
  const auto nothing = [](WeightEntry&) {};
  for (const WeightEntry& entry : {Images(), Texts()}) {
    EXPECT_THAT(OfCatalogue(entry, nothing), IsEmpty());
    EXPECT_THAT(OfCode(entry, nothing), IsEmpty());
  }
}

TEST(EntryRefactoring, PresetThatIsStatedRatherThanLeftOut_IsSilent) {
  EXPECT_THAT(OfCode(Images(),
                     [](WeightEntry& entry) {
                       ImageOptions(entry).std = {0.229f, 0.224f, 0.225f};
                     }),
              IsEmpty());
}

}  // namespace
}  // namespace assay
