// What a text encoder answers: sentences to token ids, last hidden states and embeddings.
#ifndef ASSAY_HARNESS_TEXT_ANSWERS_H_
#define ASSAY_HARNESS_TEXT_ANSWERS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "harness/answers.h"
#include "transforms/text/sentence_embedding.h"

namespace assay {

class TextAnswers : public Answers {
 public:
  // `entry` and `inputs` must outlive this.
  TextAnswers(const WeightEntry& entry, const EntryInputs& inputs) : entry_(entry), inputs_(inputs) {}

  // Checks: tokens; hidden and embedding, where a sentence was encoded; and batch, where two fit in one: a sentence
  // among others, padded, has the embedding that it has alone.
  std::vector<Check> Measure(const Model& model, proto::EntryGolden& now) const override;
  void Compare(const proto::EntryGolden& golden, const proto::EntryGolden& now,
               std::vector<Check>& checks) const override;

 private:
  absl::StatusOr<SentenceEmbedding> Transforms() const;

  const WeightEntry& entry_;
  const EntryInputs& inputs_;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_TEXT_ANSWERS_H_
