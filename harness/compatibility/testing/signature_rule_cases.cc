#include "harness/compatibility/testing/rule_cases.h"

namespace assay {
namespace {

constexpr Severity kNotice = Severity::kNotice;
constexpr Severity kBreaking = Severity::kBreaking;

}  // namespace

std::vector<RuleCase> SignatureCases() {
  return {
      {"FamilyMoved",
       [](ToyLibrary& now) { now.toynet().mutable_api()->set_family("games"); },
       {{"FAMILY_MOVED", "toynet", "family toys -> games", Level::kApi}}},
      {"TaskOfBuilder",
       [](ToyLibrary& now) { now.toynet().mutable_api()->set_task("detection"); },
       {{"TASK_CHANGED", "toynet", "task classification -> detection", Level::kApi}}},
      {"TaskOfEntry",
       [](ToyLibrary& now) { ToyLibrary::Field(now.v2(), "meta.task") = "detection"; },
       {{"TASK_CHANGED", "toynet x DATA_V2", "meta.task classification -> detection", Level::kApi}}},
      {"InputsRenamed",
       [](ToyLibrary& now) { now.toynet().mutable_api()->set_input(0, "pixels"); },
       {{"INPUTS_CHANGED", "toynet", "inputs (image) -> (pixels)", Level::kApi}}},
      {"OptionalInputRemoved",
       [](ToyLibrary& now) { now.toynet().mutable_api()->clear_optional_input(); },
       {{"INPUTS_CHANGED", "toynet", "optional inputs (mask) -> ()", Level::kApi}}},
      {"OutputsRenamed",
       [](ToyLibrary& now) { now.toynet().mutable_api()->set_output(0, "scores"); },
       {{"OUTPUTS_CHANGED", "toynet", "outputs (logits) -> (scores)", Level::kApi}}},
      {"OutputsRenamedInTheProbeToo",
       [](ToyLibrary& now) {
         now.toynet().mutable_api()->set_output(0, "scores");
         Probe(now).set_output_name("scores");
       },
       {{"OUTPUTS_CHANGED", "toynet", "outputs (logits) -> (scores)", Level::kApi}},
       [](ToyLibrary& was) { Probe(was).set_output_name("logits"); }},
      {"InputsRenamedAndFedOtherwise",
       [](ToyLibrary& now) {
         now.toynet().mutable_api()->set_input(0, "pixels");
         Probe(now).mutable_output()->set_l2(5);
       },
       {{"INPUTS_CHANGED", "toynet", "inputs (image) -> (pixels); the model's output moved 0.25", Level::kApi}}},
      {"OutputAdded",
       [](ToyLibrary& now) {
         now.toynet().mutable_api()->add_output("aux");
         Probe(now).add_other_output()->set_name("aux");
       },
       {{"OUTPUTS_CHANGED", "toynet", "outputs (logits) -> (logits, aux)", Level::kApi, kNotice}}},
      {"BackboneChanged",
       [](ToyLibrary& now) { now.toynet().mutable_api()->set_backbone("toynet_v2"); },
       {{"BACKBONE_CHANGED", "toynet", "backbone none -> toynet_v2", Level::kApi}}},
      {"OptionRemoved",
       [](ToyLibrary& now) { Options(now).mutable_option()->DeleteSubrange(1, 1); },
       {{"OPTION_REMOVED", "toynet", "ToyNetOptions.width (int64) is gone", Level::kApi}}},
      {"OptionRenamed",
       [](ToyLibrary& now) { Options(now).mutable_option(1)->set_name("channels"); },
       {{"OPTION_REMOVED", "toynet", "ToyNetOptions.width (int64) is gone; channels stands in its place",
         Level::kApi}}},
      {"OptionStructRemoved",
       [](ToyLibrary& now) { now.toynet().mutable_api()->mutable_option_struct()->RemoveLast(); },
       {{"OPTION_REMOVED", "toynet", "ToyNetOptions is gone", Level::kApi}}},
      {"OptionsSwapped",
       [](ToyLibrary& now) { Options(now).mutable_option()->SwapElements(0, 1); },
       {{"OPTION_ORDER_CHANGED", "toynet", "ToyNetOptions: width stands where groups stood", Level::kApi}}},
      {"OptionAddedInTheMiddle",
       [](ToyLibrary& now) {
         proto::Option& option = *Options(now).add_option();
         option.set_name("dilation");
         Options(now).mutable_option()->SwapElements(2, 3);
       },
       {{"OPTION_ORDER_CHANGED", "toynet", "ToyNetOptions.dilation is new, before norm_eps", Level::kApi}}},
      {"OptionType",
       [](ToyLibrary& now) { Options(now).mutable_option(0)->set_type("double"); },
       {{"OPTION_TYPE_CHANGED", "toynet", "ToyNetOptions.groups: type int64 -> double", Level::kApi}}},
      {"OptionDefault",
       [](ToyLibrary& now) { Options(now).mutable_option(1)->set_default_value("128"); },
       {{"OPTION_DEFAULT_CHANGED", "toynet", "ToyNetOptions.width: default 64 -> 128", Level::kApi}}},
      {"OptionDefaultThatShowsInTheModel",
       [](ToyLibrary& now) {
         now.MoveEps();
         Options(now).mutable_option(2)->set_default_value("1e-05");
       },
       {{"OPTION_DEFAULT_CHANGED", "toynet",
         "ToyNetOptions.norm_eps: default 0 -> 1e-05; bn (FrozenBatchNorm2d): eps is 1e-05, was 0", Level::kApi,
         kBreaking, "bn"}},
       [](ToyLibrary& was) { Options(was).mutable_option(2)->set_default_value("0"); }},
      {"OptionAddedAtTheEnd",
       [](ToyLibrary& now) {
         proto::Option& option = *Options(now).add_option();
         option.set_name("dilation");
         option.set_type("int64");
         option.set_default_value("1");
       },
       {{"OPTION_ADDED", "toynet", "ToyNetOptions.dilation (int64, default 1) is new", Level::kApi, kNotice}}},
      {"NumClassesNotTaken",
       [](ToyLibrary& now) { now.toynet().mutable_api()->set_takes_num_classes(false); },
       {{"OPTION_REMOVED", "toynet", "num_classes is no longer taken", Level::kApi}}},
      {"ImpliedOptionRemoved",
       [](ToyLibrary& now) { now.toynet().mutable_api()->clear_implied_option(); },
       {{"IMPLIED_OPTION_REMOVED", "toynet", "aux_logits", Level::kApi}}},
  };
}

}  // namespace assay
