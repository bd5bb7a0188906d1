#include "harness/compatibility/testing/rule_cases.h"

namespace assay {
namespace {

constexpr Severity kBreaking = Severity::kBreaking;

}  // namespace

std::vector<RuleCase> OutputCases() {
  return {
      {"Outputs",
       [](ToyLibrary& now) { now.MoveEps(); },
       {{"PROBE_OUTPUT_CHANGED", "toynet", "bn (FrozenBatchNorm2d): eps is 1e-05, was 0; its output moved",
         Level::kOutput, kBreaking, "bn"}}},
      {"RectAlone",
       [](ToyLibrary& now) { Probe(now).mutable_rect()->set_l2(3.1); },
       {{"PROBE_OUTPUT_CHANGED", "toynet", "for the input whose height and width differ alone", Level::kOutput}}},
      {"Argmax",
       [](ToyLibrary& now) { Probe(now).set_argmax(0, 4); },
       {{"PROBE_OUTPUT_CHANGED", "toynet", "argmax: expected [3, 7], got [4, 7]", Level::kOutput}}},
      {"EntryOutputsAlone",
       [](ToyLibrary& now) { now.v1().mutable_probe()->mutable_output()->set_l2(4.5); },
       {{"PROBE_OUTPUT_CHANGED", "toynet x DATA_V1", "the model's output moved 0.12", Level::kOutput}}},
      {"Calibration",
       [](ToyLibrary& now) {
         Probe(now).mutable_calibrated_l2(0)->set_value(0.8);
         Probe(now).mutable_training()->mutable_buffer_l2(0)->set_value(0.6);
       },
       {{"CALIBRATION_CHANGED", "toynet", "bn", Level::kOutput, kBreaking, "bn"}}},
      {"Gradient",
       [](ToyLibrary& now) {
         Probe(now).mutable_gradient_l2(0)->set_value(2.1);
         Probe(now).mutable_gradient_l2(1)->set_value(1.1);
       },
       {{"GRADIENT_CHANGED", "toynet", "the gradients moved 0.1", Level::kOutput, kBreaking, "conv"}}},
      {"Training",
       [](ToyLibrary& now) {
         Probe(now).mutable_training()->mutable_output()->set_l2(5.5);
         now.trace().mutable_module(2)->set_attributes("p=0.5");
       },
       {{"TRAINING_CHANGED", "toynet", "fc (Linear): p is 0.5", Level::kOutput, kBreaking, "fc"}}},
      {"Init",
       [](ToyLibrary& now) { Probe(now).mutable_init_seed0_sum(1)->set_value(-2.75); },
       {{"INIT_CHANGED", "toynet", "the sum of its values after the seed 0 moved 0.1", Level::kOutput, kBreaking,
         "fc"}}},
  };
}

}  // namespace assay
