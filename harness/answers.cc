#include "harness/answers.h"

#include <variant>

#include "harness/image_answers.h"
#include "harness/text_answers.h"

namespace assay {
namespace {

struct ByPreset {
  const WeightEntry& entry;
  const EntryInputs& inputs;

  std::unique_ptr<Answers> operator()(std::monostate) const { return nullptr; }
  std::unique_ptr<Answers> operator()(const ImageClassificationOptions& options) const {
    return std::make_unique<ImageAnswers>(entry, options, inputs);
  }
  std::unique_ptr<Answers> operator()(const TextEncodingOptions&) const {
    return std::make_unique<TextAnswers>(entry, inputs);
  }
};

}  // namespace

std::unique_ptr<Answers> MakeAnswers(const TransformsPreset& preset, const WeightEntry& entry,
                                     const EntryInputs& inputs) {
  return std::visit(ByPreset{entry, inputs}, preset);
}

}  // namespace assay
