#include "harness/image_answers.h"

#include <ATen/ops/from_blob.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/check_timer.h"
#include "harness/compare_answers.h"
#include "harness/logits.h"
#include "harness/probe.h"
#include "transforms/decode.h"
#include "transforms/top_categories.h"
#include "weights/reader/digest.h"

namespace assay {
namespace {

constexpr int kTop = 5;
constexpr int kKeptPreprocessed = 12;
enum { kPixels, kLogits, kTopFive };

FloatImage Fail(Check& check, const absl::Status& status) {
  check.findings.push_back(std::string(status.message()));
  return {};
}

}  // namespace

ImageAnswers::ImageAnswers(const WeightEntry& entry, const ImageClassificationOptions& options,
                           const EntryInputs& inputs)
    : entry_(entry), preprocess_(options), photographs_(inputs.photographs) {}

std::vector<Check> ImageAnswers::Measure(const Model& model, proto::EntryGolden& now) const {
  std::vector<Check> checks = {{.name = "pixels", .summary = "pixels 0/255"},
                               {.name = "logits", .summary = "logits"},
                               {.name = "top-5", .summary = "top-5"}};
  const auto categories = entry_.meta.categories.names();
  if (!categories.ok()) Fail(checks[kTopFive], categories.status());
  for (const Photograph& photograph : photographs_) {
    proto::PhotographGolden& answer = *now.add_photograph();
    answer.set_name(photograph.name);
    const Stopwatch preprocessing;
    const FloatImage input = Preprocess(photograph, answer, checks[kPixels]);
    checks[kPixels].seconds += preprocessing.Seconds();
    if (input.values.empty()) continue;
    const Stopwatch forward;
    const auto logits = Logits(model, input);
    checks[kLogits].seconds += forward.Seconds();
    if (!logits.ok()) {
      checks[kLogits].findings.push_back(absl::StrCat(photograph.name, ": ", logits.status().message()));
      continue;
    }
    answer.mutable_logit()->Add(logits->begin(), logits->end());
    for (RankedCategory& ranked : TopCategories(*logits, categories.value_or(absl::Span<const std::string>()), kTop)) {
      proto::TopEntry& entry = *answer.add_top();
      entry.set_index(ranked.index);
      entry.set_category(std::move(ranked.category));
      entry.set_score(ranked.score);
    }
  }
  return checks;
}

void ImageAnswers::Compare(const proto::EntryGolden& golden, const proto::EntryGolden& now,
                           std::vector<Check>& checks) const {
  CompareAnswers(golden, now, checks[kPixels], checks[kLogits], checks[kTopFive]);
}

FloatImage ImageAnswers::Preprocess(const Photograph& photograph, proto::PhotographGolden& answer, Check& check) const {
  const auto sha256 = FileSha256(photograph.path);
  if (!sha256.ok()) return Fail(check, sha256.status());
  answer.set_sha256(*sha256);
  const auto image = ReadImage(photograph.path);
  if (!image.ok()) return Fail(check, image.status());
  auto input = preprocess_(*image);
  if (!input.ok()) return Fail(check, input.status());
  const auto* bytes = reinterpret_cast<const std::byte*>(input->values.data());
  answer.set_preprocessed_sha256(Sha256Hex(absl::MakeConstSpan(bytes, input->values.size() * sizeof(float))));
  *answer.mutable_preprocessed() =
      Summarise(at::from_blob(input->values.data(), {static_cast<int64_t>(input->values.size())}), kKeptPreprocessed);
  return *std::move(input);
}

}  // namespace assay
