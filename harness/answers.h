// What a combination answers to the golden inputs of its task, and how that stands to the lock.
//
//   const std::unique_ptr<Answers> answers = MakeAnswers(preset, entry, inputs);
//   std::vector<Check> checks = answers->Measure(model, now);
//   answers->Compare(golden, now, checks);
//
// One implementation a task: harness/image_answers.h, harness/text_answers.h. A task is known by the preset that
// prepares its inputs; a preset without an implementation does not compile.
#ifndef ASSAY_HARNESS_ANSWERS_H_
#define ASSAY_HARNESS_ANSWERS_H_

#include <memory>
#include <vector>

#include "harness/entry_inputs.h"
#include "harness/golden.pb.h"
#include "harness/result.h"
#include "models/model.h"
#include "weights/weight_entry.h"

namespace assay {

class Answers {
 public:
  virtual ~Answers() = default;

  // Asks the model each golden input, and writes its answers to `now`. Gives a check for each step from the input to
  // the last answer; what could not be done is a finding of its step, and the steps that were not reached have no
  // check.
  virtual std::vector<Check> Measure(const Model& model, proto::EntryGolden& now) const = 0;

  // Adds what differs from the lock to the checks that Measure gave. Checks that were clean are marked as differences
  // from the lock; one that had nothing to be held against is dropped.
  virtual void Compare(const proto::EntryGolden& golden, const proto::EntryGolden& now,
                       std::vector<Check>& checks) const = 0;
};

// The answers that `entry` is held to, whose inputs are prepared by `preset`: its own or its builder's default. Null
// where neither says how. `entry` and `inputs` must outlive what is returned.
std::unique_ptr<Answers> MakeAnswers(const TransformsPreset& preset, const WeightEntry& entry,
                                     const EntryInputs& inputs);

}  // namespace assay

#endif  // ASSAY_HARNESS_ANSWERS_H_
