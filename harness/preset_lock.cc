#include "harness/preset_lock.h"

#include <cmath>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/lock_texts.h"
#include "harness/probe_values.h"
#include "harness/stages.h"
#include "tools/base/status_macros.h"
#include "transforms/image_classification.h"
#include "transforms/text/mean_pooling.h"
#include "transforms/text/text_encoding.h"
#include "transforms/top_categories.h"

namespace assay {
namespace {

// Each channel has a slope of its own, so that neither axes nor channels can be exchanged unseen, and noise over it, so
// that filters show.
Image MakeImage(const std::string& name, int width, int height) {
  Image image = {.width = width, .height = height};
  image.pixels.reserve(int64_t{kPixelBytes} * width * height);
  const std::vector<double> noise = ProbeUniform(name, int64_t{kPixelBytes} * width * height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int slopes[] = {180 * x / width, 180 * y / height, 90 * x / width + 90 * (height - y) / height};
      for (const int slope : slopes)
        image.pixels.push_back(static_cast<uint8_t>(slope + static_cast<int>(75 * noise[image.pixels.size()])));
    }
  }
  return image;
}

// The image as a camera may have it: blue first, bytes between the rows.
std::vector<uint8_t> BgrWithGaps(const Image& image, int64_t row_stride) {
  std::vector<uint8_t> bytes(row_stride * image.height, 0xa5);
  for (int64_t y = 0; y < image.height; ++y) {
    for (int64_t x = 0; x < image.width; ++x) {
      for (int c = 0; c < kPixelBytes; ++c)
        bytes[y * row_stride + x * kPixelBytes + c] = image.pixels[(y * image.width + x) * kPixelBytes + 2 - c];
    }
  }
  return bytes;
}

absl::Status AddBgr(const ImageClassification& preprocess, const Image& image, Stages& stages) {
  const int64_t row_stride = int64_t{kPixelBytes} * image.width + 7;
  const std::vector<uint8_t> bytes = BgrWithGaps(image, row_stride);
  ASSAY_ASSIGN_OR_RETURN(const FloatImage values, preprocess({.data = bytes.data(),
                                                              .width = image.width,
                                                              .height = image.height,
                                                              .row_stride = row_stride,
                                                              .order = PixelOrder::kBgr}));
  *stages.Add() = FloatStage("bgr_with_gaps", "normalise", values);
  return absl::OkStatus();
}

absl::StatusOr<Stages> MeasureImages(const ImageClassificationOptions& options) {
  const ImageClassification preprocess(options);
  const std::pair<std::string, Image> images[] = {{"landscape", MakeImage("landscape", 150, 97)},
                                                  {"portrait", MakeImage("portrait", 61, 130)},
                                                  {"small", MakeImage("small", 23, 31)}};
  Stages stages;
  for (const auto& [name, image] : images) {
    ASSAY_ASSIGN_OR_RETURN(const ImageClassificationStages passed, preprocess.Stages(image));
    *stages.Add() = PixelStage(name, "resize", passed.resized);
    *stages.Add() = PixelStage(name, "crop", passed.cropped);
    *stages.Add() = FloatStage(name, "normalise", passed.normalised);
  }
  ASSAY_RETURN_IF_ERROR(AddBgr(preprocess, images[0].second, stages));
  return stages;
}

absl::StatusOr<Stages> MeasureTexts(TextEncodingOptions options) {
  options.vocabulary_path.clear();
  options.vocabulary = LockVocabulary();
  ASSAY_ASSIGN_OR_RETURN(const TextEncoding encode, TextEncoding::Create(std::move(options)));
  Stages stages;
  for (const LockText& text : LockTexts()) {
    ASSAY_ASSIGN_OR_RETURN(const TokenBatch batch, encode(absl::MakeConstSpan(&text.text, 1)));
    *stages.Add() = TokenStage(text.name, "tokens", batch.input_ids);
  }
  // Padding, and the mask over it.
  const std::vector<std::string> texts = {LockTexts()[0].text, LockTexts()[1].text};
  ASSAY_ASSIGN_OR_RETURN(const TokenBatch batch, encode(texts));
  *stages.Add() = TokenStage("two texts", "tokens", batch.input_ids);
  *stages.Add() = TokenStage("two texts", "attention mask", batch.attention_mask);
  *stages.Add() = TokenStage("two texts", "token types", batch.token_type_ids);
  return stages;
}

proto::StageGolden TopFive(const std::string& input, const std::vector<float>& logits) {
  // One name less than there are logits: what stands in for it is part of the lock.
  const std::vector<std::string> names = {"ant", "bee", "cat", "dog", "elk", "fox", "gnu"};
  std::vector<double> scores;
  std::vector<RankedCategory> ranked = TopCategories(logits, names, 5);
  for (const RankedCategory& category : ranked) scores.push_back(category.score);
  proto::StageGolden stage = ValueStage(input, "top 5", {static_cast<int64_t>(ranked.size())}, scores);
  for (RankedCategory& category : ranked) {
    stage.add_id(category.index);
    stage.add_text(std::move(category.category));
  }
  return stage;
}

Stages MeasureTopCategories() {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  Stages stages;
  *stages.Add() = TopFive("logits", {0.5f, -1, 3, 2.25f, -0.5f, 1, 0, 2});
  *stages.Add() = TopFive("equal logits", {1, 2, 2, 1, 2, 1, 2, 0});
  *stages.Add() = TopFive("large logits", {1000, -1000, 999, 0, 1001, 998, -1e30f, 1});
  *stages.Add() = TopFive("NaN", {1, std::nanf(""), 3, 2, 0, -1, -2, -3});
  *stages.Add() = TopFive("minus infinity", {1, -kInfinity, 3, -kInfinity, -kInfinity, 0, -kInfinity, -kInfinity});
  *stages.Add() = TopFive("three logits", {1, 3, 2});
  return stages;
}

absl::StatusOr<Stages> MeasurePooling(const MeanPoolingOptions& options) {
  constexpr int64_t kRows = 3, kColumns = 5, kWidth = 8;
  // The second row is padded, the third holds no token.
  const std::vector<int64_t> mask = {1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0};
  std::vector<float> hidden;
  for (const double u : ProbeUniform("hidden", kRows * kColumns * kWidth))
    hidden.push_back(static_cast<float>(4 * u - 2));
  ASSAY_ASSIGN_OR_RETURN(
      const Embeddings embeddings,
      MeanPooling(options)({.values = hidden, .rows = kRows, .columns = kColumns, .width = kWidth}, mask));
  Stages stages;
  for (int64_t row = 0; row < kRows; ++row) {
    const std::vector<double> values(embeddings.Row(row).begin(), embeddings.Row(row).end());
    *stages.Add() = ValueStage(absl::StrCat("hidden states ", row), "embedding", {kWidth}, values);
  }
  return stages;
}

struct Preprocessing {
  absl::StatusOr<Stages> operator()(std::monostate) const { return Stages(); }
  absl::StatusOr<Stages> operator()(const ImageClassificationOptions& options) const { return MeasureImages(options); }
  absl::StatusOr<Stages> operator()(const TextEncodingOptions& options) const { return MeasureTexts(options); }
};

struct Postprocessing {
  const TransformsPreset& preset;

  absl::StatusOr<Stages> operator()(std::monostate) const {
    return std::holds_alternative<ImageClassificationOptions>(preset) ? MeasureTopCategories() : Stages();
  }
  absl::StatusOr<Stages> operator()(const MeanPoolingOptions& options) const { return MeasurePooling(options); }
};

}  // namespace

absl::StatusOr<Stages> MeasurePreprocessing(const TransformsPreset& preset) {
  return std::visit(Preprocessing(), preset);
}

absl::StatusOr<Stages> MeasurePostprocessing(const TransformsPreset& preset,
                                             const PostprocessingPreset& postprocessing) {
  return std::visit(Postprocessing{preset}, postprocessing);
}

}  // namespace assay
