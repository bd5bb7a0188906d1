// Two models that should be one: compared part by part, to the last bit.
#ifndef ASSAY_HARNESS_MODEL_PAIR_H_
#define ASSAY_HARNESS_MODEL_PAIR_H_

#include <string>
#include <utility>
#include <vector>

#include "harness/probe.h"
#include "models/model.h"

namespace assay {

// The parts run in their order, each once, since what one does to the models is where the next one begins. The probe
// (harness/probe.h) has the protocol: fill, float64, calibrate, run.
class ModelPair {
 public:
  struct Part {
    const char* name;
    // The first difference; empty where there is none.
    std::string (ModelPair::*compare)();
  };
  // State, init, output, gradient, training: see ClaimResult in harness/claim.h.
  static const std::vector<Part>& Parts();

  ModelPair(Model old_model, Model new_model) : old_(std::move(old_model)), new_(std::move(new_model)) {}

  // Of two models that hold weights: every value, then the outputs for the probe's inputs in eval mode, as they are
  // used: in the weights' own precision. The first difference; empty where there is none.
  std::string CompareAsLoaded();

 private:
  // What one of the two answers.
  using Answers = NamedTensors (*)(Model& model);

  std::string Compare(Answers answers);
  std::string CompareState();
  std::string CompareInit();
  std::string CompareOutputs();
  std::string CompareGradients();
  std::string CompareTraining();

  Model old_;
  Model new_;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_MODEL_PAIR_H_
