// Each test changes one thing of a preset, and asks which step the lock names.
#include "harness/preset_lock.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Stages Preprocessing(const TransformsPreset& preset) {
  const absl::StatusOr<Stages> stages = MeasurePreprocessing(preset);
  EXPECT_TRUE(stages.ok()) << stages.status();
  return stages.value_or(Stages());
}

Stages Postprocessing(const TransformsPreset& preset, const PostprocessingPreset& postprocessing) {
  const absl::StatusOr<Stages> stages = MeasurePostprocessing(preset, postprocessing);
  EXPECT_TRUE(stages.ok()) << stages.status();
  return stages.value_or(Stages());
}

const ImageClassificationOptions kImages = {.crop_size = 32, .resize_size = 40};

std::vector<std::string> Findings(const ImageClassificationOptions& changed) {
  return CompareStages(Preprocessing(kImages), Preprocessing(changed));
}

// Of the three images and the buffer.
constexpr size_t kInputs = 4;

TEST(MeasurePreprocessing, SamePreset_GivesTheSameStages) {
  EXPECT_THAT(Preprocessing(kImages), SizeIs(10));
  EXPECT_THAT(Findings(kImages), IsEmpty());
}

TEST(MeasurePreprocessing, OtherResizeSize_ShowsInTheResize) {
  ImageClassificationOptions changed = kImages;
  changed.resize_size = 41;
  const auto findings = Findings(changed);
  EXPECT_THAT(findings, SizeIs(kInputs));
  EXPECT_EQ(findings[0],
            "landscape: resize is the first step that differs: expected shape [40, 61, 3], got [41, 63, 3]");
}

TEST(MeasurePreprocessing, OtherInterpolation_ShowsInTheResize) {
  ImageClassificationOptions changed = kImages;
  changed.interpolation = Interpolation::kBicubic;
  const auto findings = Findings(changed);
  ASSERT_THAT(findings, SizeIs(kInputs));
  EXPECT_THAT(findings[1], HasSubstr("portrait: resize is the first step that differs: 10200 values of mean "));
}

TEST(MeasurePreprocessing, OtherCropSize_ShowsInTheCrop) {
  ImageClassificationOptions changed = kImages;
  changed.crop_size = 30;
  const auto findings = Findings(changed);
  ASSERT_THAT(findings, SizeIs(kInputs));
  EXPECT_EQ(findings[2], "small: crop is the first step that differs: expected shape [32, 32, 3], got [30, 30, 3]");
}

TEST(MeasurePreprocessing, OtherMeanOrStd_ShowsInTheNormalisation) {
  ImageClassificationOptions changed = kImages;
  changed.mean[1] += 0.001f;
  EXPECT_THAT(Findings(changed), AllOf(SizeIs(kInputs), Each(HasSubstr("normalise is the first step that differs"))));
  changed = kImages;
  std::swap(changed.mean, changed.std);
  EXPECT_THAT(Findings(changed), AllOf(SizeIs(kInputs), Each(HasSubstr("normalise is the first step that differs"))));
}

TEST(MeasurePreprocessing, BgrBuffer_GivesTheValuesOfTheImage) {
  const Stages stages = Preprocessing(kImages);
  std::string of_image, of_buffer;
  for (const auto& stage : stages) {
    if (stage.stage() != "normalise") continue;
    if (stage.input() == "landscape") of_image = stage.sha256();
    if (stage.input() == "bgr_with_gaps") of_buffer = stage.sha256();
  }
  EXPECT_THAT(of_image, SizeIs(64));
  EXPECT_EQ(of_buffer, of_image);
}

TEST(MeasurePreprocessing, OptionsOutOfRange_AreAnError) {
  EXPECT_EQ(MeasurePreprocessing(ImageClassificationOptions{.crop_size = 0}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(MeasurePreprocessing, NoPreset_GivesNoStage) { EXPECT_THAT(Preprocessing({}), IsEmpty()); }

std::vector<std::string> TextFindings(const TextEncodingOptions& changed) {
  // The path is an entry's own business: only what the options say is locked.
  return CompareStages(Preprocessing(TextEncodingOptions{.vocabulary_path = "vocab.txt"}), Preprocessing(changed));
}

TEST(MeasurePreprocessing, SameTextOptions_GiveTheSameTokens) { EXPECT_THAT(TextFindings({}), IsEmpty()); }

TEST(MeasurePreprocessing, OtherCaseRule_ShowsInSentencesWithCapitals) {
  EXPECT_THAT(TextFindings({.lower_case = false}), testing::Contains(HasSubstr("case: tokens is the first step")));
}

TEST(MeasurePreprocessing, OtherAccentRule_ShowsInSentencesWithAccents) {
  const auto findings = TextFindings({.strip_accents = false});
  EXPECT_THAT(findings, testing::Contains(HasSubstr("accents: tokens is the first step")));
  EXPECT_THAT(findings, testing::Not(testing::Contains(HasSubstr("plain: "))));
}

TEST(MeasurePreprocessing, OtherMaxLength_ShowsInTheLongSentenceAlone) {
  EXPECT_THAT(TextFindings({.max_length = 511}),
              testing::ElementsAre("too long: tokens is the first step that differs: expected shape [512], got [511]"));
}

TEST(MeasurePostprocessing, OfImages_IsTheTopFive) {
  const Stages stages = Postprocessing(kImages, {});
  ASSERT_THAT(stages, SizeIs(6));
  EXPECT_THAT(stages[0].id(), testing::ElementsAre(2, 3, 7, 5, 0));
  EXPECT_THAT(stages[0].text(), testing::ElementsAre("cat", "dog", "7", "fox", "ant"));
  EXPECT_THAT(stages[1].id(), testing::ElementsAre(1, 2, 4, 6, 0));
  EXPECT_THAT(stages[3].id(0), 2);
}

TEST(MeasurePostprocessing, WithoutNormalisation_ShowsInTheEmbeddings) {
  const Stages normalised = Postprocessing(TextEncodingOptions(), MeanPoolingOptions());
  ASSERT_THAT(normalised, SizeIs(3));
  EXPECT_NEAR(normalised[0].summary().l2(), 1, 1e-6);
  EXPECT_EQ(normalised[2].summary().l2(), 0);
  const auto findings =
      CompareStages(normalised, Postprocessing(TextEncodingOptions(), MeanPoolingOptions{.normalize = false}));
  EXPECT_THAT(findings, AllOf(SizeIs(2), Each(HasSubstr("embedding is the first step that differs"))));
}

TEST(MeasurePostprocessing, OfNothing_IsNothing) { EXPECT_THAT(Postprocessing({}, {}), IsEmpty()); }

}  // namespace
}  // namespace assay
