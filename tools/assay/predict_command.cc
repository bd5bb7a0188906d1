// assay predict WEIGHTS IMAGE...: what a classifier with these weights sees.
#include <algorithm>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/logits.h"
#include "tools/assay/classifier.h"
#include "tools/assay/commands.h"
#include "tools/assay/json.h"
#include "tools/assay/table.h"
#include "tools/assay/user_path.h"
#include "tools/base/status_macros.h"
#include "transforms/decode.h"
#include "transforms/top_categories.h"

namespace assay {
namespace {

constexpr size_t kTop = 5;

struct Answer {
  std::string file;  // as the user wrote it
  absl::StatusOr<std::vector<RankedCategory>> top;
};

absl::StatusOr<std::vector<RankedCategory>> Classify(const Classifier& classifier, const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const Image image, ReadImage(path));
  ASSAY_ASSIGN_OR_RETURN(const FloatImage input, classifier.preprocess(image));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<float> logits, Logits(classifier.model, input));
  return TopCategories(logits, classifier.categories, kTop);
}

std::string AnswersJson(const WeightEntry& entry, const std::vector<Answer>& answers) {
  Json images = Json::array();
  for (const Answer& answer : answers) {
    Json image = {{"file", answer.file}};
    if (answer.top.ok()) {
      image["top5"] = Json::array();
      for (const RankedCategory& ranked : *answer.top) {
        image["top5"].push_back({{"index", ranked.index}, {"category", ranked.category}, {"score", ranked.score}});
      }
    } else {
      image["error"] = std::string(answer.top.status().message());
    }
    images.push_back(std::move(image));
  }
  return JsonLine({{"weights", entry.FullName()}, {"images", std::move(images)}});
}

std::string AnswersText(const std::vector<Answer>& answers) {
  int width = 0;
  for (const Answer& answer : answers) width = std::max(width, DisplayWidth(Printable(answer.file)));
  std::string text;
  for (const Answer& answer : answers) {
    if (!answer.top.ok()) continue;
    const std::string file = Printable(answer.file);
    absl::StrAppend(&text, file, std::string(width - DisplayWidth(file), ' '));
    for (const RankedCategory& ranked : *answer.top) {
      absl::StrAppendFormat(&text, "   %s %.1f%%", ranked.category, 100 * ranked.score);
    }
    absl::StrAppend(&text, "\n");
  }
  return text;
}

ExitCode Predict(const Arguments& arguments) {
  const auto entry = FindClassifierWeights(arguments.words().front());
  if (!entry.ok()) return Fail(entry.status());
  const auto classifier = LoadClassifier(*entry);
  if (!classifier.ok()) return RefuseFile(classifier.status());
  std::vector<Answer> answers;
  ExitCode code = kFine;
  for (auto file = arguments.words().begin() + 1; file != arguments.words().end(); ++file) {
    answers.push_back({*file, Classify(*classifier, UserPath(*file))});
    // One picture that is refused keeps no other from its answer.
    if (!answers.back().top.ok()) code = std::max(code, RefuseFile(answers.back().top.status()));
  }
  std::cout << (arguments.Has("json") ? AnswersJson(*entry, answers) : AnswersText(answers));
  return code;
}

}  // namespace

Command PredictCommand() {
  return {.name = "predict",
          .usage = "WEIGHTS IMAGE... [--json]",
          .summary = "classify photographs (PNG, JPEG): the five likeliest categories of each",
          .details =
              "  assay predict MobileNet_V2_Weights.IMAGENET1K_V1 cat.png\n"
              "  assay predict EfficientNet_Lite0_Weights.default *.jpg --json\n\n"
              "Where one of several images is refused the others are still answered; the exit code is then 1, or 2 "
              "where it is\n"
              "missing. In JSON a refused image has \"error\" in place of \"top5\".\n",
          .options = {{.name = "json", .help = "one JSON document, with the scores in full precision"}},
          .fewest_words = 2,
          .run = Predict};
}

}  // namespace assay
