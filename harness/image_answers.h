// What an image classifier answers: photographs to preprocessed pixels, logits and the likeliest categories.
#ifndef ASSAY_HARNESS_IMAGE_ANSWERS_H_
#define ASSAY_HARNESS_IMAGE_ANSWERS_H_

#include <vector>

#include "harness/answers.h"
#include "transforms/image.h"
#include "transforms/image_classification.h"

namespace assay {

class ImageAnswers : public Answers {
 public:
  // `entry` and `inputs` must outlive this.
  ImageAnswers(const WeightEntry& entry, const ImageClassificationOptions& options, const EntryInputs& inputs);

  // Checks: pixels, logits, top-5.
  std::vector<Check> Measure(const Model& model, proto::EntryGolden& now) const override;
  void Compare(const proto::EntryGolden& golden, const proto::EntryGolden& now,
               std::vector<Check>& checks) const override;

 private:
  // Empty where the photograph cannot be prepared, which `check` then says.
  FloatImage Preprocess(const Photograph& photograph, proto::PhotographGolden& answer, Check& check) const;

  const WeightEntry& entry_;
  ImageClassification preprocess_;
  const std::vector<Photograph>& photographs_;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_IMAGE_ANSWERS_H_
