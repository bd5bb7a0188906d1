#include "harness/compatibility/testing/rule_cases.h"

namespace assay {
namespace {

constexpr Severity kNotice = Severity::kNotice;

void RemoveBuilder(ToyLibrary& library) {
  for (const char* entry : {"toynet/DATA_V1", "toynet/DATA_V2"}) library.entries.erase(entry);
  library.builders.erase("toynet");
  library.traces.erase("toynet");
  library.legacy.clear_row();
}

void MeasureBoth(ToyLibrary& library, int v1_right, int v2_right) {
  Measure(library.v1(), v1_right);
  Measure(library.v2(), v2_right);
}

void MoveDefaultToV1(ToyLibrary& library, int v1_right, int v2_right) {
  MeasureBoth(library, v1_right, v2_right);
  library.toynet().mutable_api()->set_default_entry("DATA_V1");
  ToyLibrary::Field(library.v1(), "default") = "true";
  ToyLibrary::Field(library.v2(), "default") = "false";
}

}  // namespace

void AddStone(ToyLibrary& library, const std::string& name) {
  proto::Tombstone& stone = *library.tombstones.add_tombstone();
  stone.set_name(name);
  stone.set_removed_in("1.0");
  stone.set_reason("superseded");
  stone.set_use_instead("toynet_v2");
}

std::vector<RuleCase> ApiCases() {
  return {
      {"BuilderRemoved",
       RemoveBuilder,
       {{"BUILDER_REMOVED", "toynet", "toynet is gone", Level::kApi},
        {"TOMBSTONE_MISSING", "toynet", "has no tombstone", Level::kApi}}},
      {"BuilderRemovedWithStone",
       [](ToyLibrary& now) {
         RemoveBuilder(now);
         AddStone(now, "toynet");
       },
       {{"BUILDER_REMOVED", "toynet", "toynet is gone: use toynet_v2", Level::kApi}}},
      {"EntryRemoved",
       [](ToyLibrary& now) {
         now.entries.erase("toynet/DATA_V1");
         now.legacy.mutable_row(0)->set_weights("ToyNet_Weights.DATA_V2");
       },
       {{"ENTRY_REMOVED", "toynet x DATA_V1", "ToyNet_Weights.DATA_V1 is gone", Level::kApi},
        {"TOMBSTONE_MISSING", "toynet x DATA_V1", "ToyNet_Weights.DATA_V1 is gone and has no tombstone", Level::kApi}}},
      {"BuilderWithStone",
       [](ToyLibrary& now) { AddStone(now, "toynet"); },
       {{"TOMBSTONE_REUSED", "toynet", "toynet was removed in 1.0: superseded", Level::kApi}}},
      {"EntryWithStone",
       [](ToyLibrary& now) { AddStone(now, "ToyNet_Weights.DATA_V1"); },
       {{"TOMBSTONE_REUSED", "toynet x DATA_V1", "ToyNet_Weights.DATA_V1 was removed in 1.0", Level::kApi}}},
      {"OptionThatDidNotChangeWithStone",
       [](ToyLibrary& now) { AddStone(now, "ToyNetOptions.width"); },
       {{"TOMBSTONE_REUSED", "toynet", "ToyNetOptions.width was removed in 1.0", Level::kApi},
        {"TOMBSTONE_REUSED", "toynet_v2", "ToyNetOptions.width was removed in 1.0", Level::kApi}}},
      {"StoneThatPointsNowhere",
       [](ToyLibrary& now) {
         AddStone(now, "toynet_old");
         now.tombstones.mutable_tombstone(0)->set_use_instead("toynet_2");
         AddStone(now, "ToyNet_Weights.DATA_V0");
         now.tombstones.mutable_tombstone(1)->set_use_instead("ToyNet_Weights.DATA_V3");
         AddStone(now, "ToyNet_Weights.DATA");
         now.tombstones.mutable_tombstone(2)->set_use_instead("ToyNet_Weights.DATA_V1");
       },
       {{"TOMBSTONE_WRONG", "toynet_old",
         "its tombstone says to use toynet_2, which is not there; did you mean \"toynet_v2\"?", Level::kApi},
        {"TOMBSTONE_WRONG", "ToyNet_Weights.DATA_V0", "says to use ToyNet_Weights.DATA_V3, which is not there",
         Level::kApi}}},
      {"OptionWithStone",
       [](ToyLibrary& now) {
         proto::Option& option = *Options(now).add_option();
         option.set_name("dilation");
         option.set_type("int64");
         option.set_default_value("1");
         AddStone(now, "ToyNetOptions.dilation");
       },
       {{"TOMBSTONE_REUSED", "toynet", "ToyNetOptions.dilation was removed in 1.0", Level::kApi},
        {"OPTION_ADDED", "toynet", "ToyNetOptions.dilation (int64, default 1) is new", Level::kApi, kNotice}}},
      {"EnumRenamed",
       [](ToyLibrary& now) {
         now.toynet().mutable_api()->set_weights_enum("Toy_Weights");
         now.toynet().mutable_api()->mutable_option_struct(0)->set_name("BuilderOptions<ToyWeights>");
         for (proto::EntryGolden* entry : {&now.v1(), &now.v2()}) {
           ToyLibrary::Field(*entry, "enum") = "Toy_Weights";
           ToyLibrary::Field(*entry, "cpp_enum") = "ToyWeights";
         }
         now.legacy.mutable_row(0)->set_weights("Toy_Weights.DATA_V1");
       },
       {{"ENUM_RENAMED", "toynet", "weights enum ToyNet_Weights -> Toy_Weights", Level::kApi}}},
      {"EnumRenamedInCppAlone",
       [](ToyLibrary& now) {
         for (proto::EntryGolden* entry : {&now.v1(), &now.v2()}) ToyLibrary::Field(*entry, "cpp_enum") = "ToyWeights";
       },
       {{"ENUM_RENAMED", "toynet", "cpp_enum ToyNetWeights -> ToyWeights", Level::kApi}}},
      {"ConstantRenamed",
       [](ToyLibrary& now) { ToyLibrary::Field(now.v1(), "constant") = "kToyV1"; },
       {{"CONSTANT_RENAMED", "toynet x DATA_V1", "constant kToy -> kToyV1", Level::kApi}}},
      {"OverrideClassRemoved",
       [](ToyLibrary& now) { now.overrides.mutable_target()->RemoveLast(); },
       {{"OVERRIDE_REMOVED", "Pyramid", "takes no overrides any more", Level::kApi}}},
      {"OverrideRenamed",
       [](ToyLibrary& now) { now.overrides.mutable_target(0)->mutable_parameter(0)->set_name("epsilon"); },
       {{"OVERRIDE_REMOVED", "FrozenBatchNorm2d", "eps (double) is gone", Level::kApi},
        {"OVERRIDE_ADDED", "FrozenBatchNorm2d", "epsilon (double) is new", Level::kApi, kNotice}}},
      {"OverrideChoiceRemoved",
       [](ToyLibrary& now) { now.overrides.mutable_target(1)->mutable_parameter(0)->mutable_choice()->RemoveLast(); },
       {{"OVERRIDE_REMOVED", "Pyramid", "init no longer takes \"children\"", Level::kApi}}},
      {"OverrideType",
       [](ToyLibrary& now) { now.overrides.mutable_target(0)->mutable_parameter(0)->set_type("int64"); },
       {{"OVERRIDE_CHANGED", "FrozenBatchNorm2d", "eps: type double -> int64", Level::kApi}}},
      {"OverrideBase",
       [](ToyLibrary& now) { now.overrides.mutable_target(1)->clear_base(); },
       {{"OVERRIDE_CHANGED", "Pyramid", "base FrozenBatchNorm2d -> none", Level::kApi}}},
      {"OverrideClassAdded",
       [](ToyLibrary& now) { now.overrides.add_target()->set_name("Dropout"); },
       {{"OVERRIDE_ADDED", "Dropout", "the class takes overrides", Level::kApi, kNotice}}},
      {"LegacyMeaning",
       [](ToyLibrary& now) { now.legacy.mutable_row(0)->set_weights("ToyNet_Weights.DATA_V2"); },
       {{"LEGACY_CALL_CHANGED", "toynet", "weights ToyNet_Weights.DATA_V1 -> weights ToyNet_Weights.DATA_V2",
         Level::kApi}}},
      {"LegacyRefused",
       [](ToyLibrary& now) {
         now.legacy.mutable_row(1)->clear_weights();
         now.legacy.mutable_row(1)->set_refused("say none");
       },
       {{"LEGACY_CALL_CHANGED", "toynet", "weights none -> refused (say none)", Level::kApi}}},
      {"LegacyNoLongerRefused",
       [](ToyLibrary& now) {
         now.legacy.mutable_row(2)->clear_refused();
         now.legacy.mutable_row(2)->set_weights("none");
       },
       {{"LEGACY_CALL_CHANGED", "toynet", "refused -> weights none", Level::kApi, kNotice}}},
      {"LegacyWords",
       [](ToyLibrary& now) { now.legacy.mutable_row(0)->set_warning("please write V1"); },
       {{"LEGACY_CALL_CHANGED", "toynet", "is answered in other words", Level::kMeta, kNotice}}},
      {"BuilderAdded",
       [](ToyLibrary& now) {
         now.builders["toynet_v3"] = now.toynet();
         now.entries["toynet_v3/DATA_V1"] = now.v1();
       },
       {{"BUILDER_ADDED", "toynet_v3", "one entry of its own", Level::kApi, kNotice}}},
      {"EntryAdded",
       [](ToyLibrary& now) { now.entries["toynet/DATA_V3"] = now.v1(); },
       {{"ENTRY_ADDED", "toynet x DATA_V3", "ToyNet_Weights.DATA_V1 is new, beside DATA_V2; ", Level::kApi, kNotice}}},
      {"DefaultMoved",
       [](ToyLibrary& now) {
         now.toynet().mutable_api()->set_default_entry("DATA_V1");
         ToyLibrary::Field(now.v1(), "default") = "true";
         ToyLibrary::Field(now.v2(), "default") = "false";
         now.legacy.mutable_row(0)->set_warning("write V1, the default");
       },
       {{"DEFAULT_MOVED", "toynet", "default DATA_V2 -> DATA_V1", Level::kApi, kNotice},
        {"DEFAULT_UNDECIDED", "toynet",
         "the default is DATA_V1, beside DATA_V2 not measured: neither was measured on any data", Level::kAccuracy}}},
      {"LatestMoved",
       [](ToyLibrary& now) {
         ToyLibrary::Field(now.v1(), "latest") = "true";
         ToyLibrary::Field(now.v2(), "latest") = "false";
       },
       {{"LATEST_MOVED", "toynet x DATA_V2", "no longer the latest", Level::kApi, kNotice}}},
      {"DefaultMovedToWorse",
       [](ToyLibrary& now) { MoveDefaultToV1(now, 950, 990); },
       {{"DEFAULT_MOVED", "toynet", "default DATA_V2 -> DATA_V1", Level::kApi, kNotice},
        {"DEFAULT_WORSE", "toynet", "the default is DATA_V1, beside DATA_V2 on Toys WORSE: -4.00 points",
         Level::kAccuracy}},
       [](ToyLibrary& was) { MeasureBoth(was, 950, 990); }},
      {"DefaultMovedAndTheImagesDoNotTell",
       [](ToyLibrary& now) { MoveDefaultToV1(now, 985, 990); },
       {{"DEFAULT_MOVED", "toynet", "default DATA_V2 -> DATA_V1", Level::kApi, kNotice},
        {"DEFAULT_UNDECIDED", "toynet", "the default is DATA_V1, beside DATA_V2 on Toys UNDECIDED: -0.50 points",
         Level::kAccuracy}},
       [](ToyLibrary& was) { MeasureBoth(was, 985, 990); }},
      {"DefaultMovedToOneThatWasNotMeasured",
       [](ToyLibrary& now) {
         MoveDefaultToV1(now, 990, 990);
         now.v1().clear_accuracy();
       },
       {{"DEFAULT_MOVED", "toynet", "default DATA_V2 -> DATA_V1", Level::kApi, kNotice},
        {"DEFAULT_UNDECIDED", "toynet", "not measured: DATA_V1 was not measured on Toys; bless with the data",
         Level::kAccuracy}},
       [](ToyLibrary& was) { Measure(was.v2(), 990); }},
      {"DefaultMovedToTheSameTensors",
       [](ToyLibrary& now) {
         MoveDefaultToV1(now, 0, 0);
         now.v1().clear_accuracy();
         now.v2().clear_accuracy();
         now.v1().mutable_file()->set_tensors_digest(now.v2().file().tensors_digest());
       },
       {{"DEFAULT_MOVED", "toynet", "default DATA_V2 -> DATA_V1", Level::kApi, kNotice}},
       [](ToyLibrary& was) { was.v1().mutable_file()->set_tensors_digest(was.v2().file().tensors_digest()); }},
      {"DefaultThatStaysAndIsNotMeasured_IsNotAskedFor", [](ToyLibrary& now) { Measure(now.v1(), 990); }, {}},
      {"DefaultMovedToBetter",
       [](ToyLibrary& now) { MoveDefaultToV1(now, 990, 950); },
       {{"DEFAULT_MOVED", "toynet", "default DATA_V2 -> DATA_V1", Level::kApi, kNotice}},
       [](ToyLibrary& was) { MeasureBoth(was, 990, 950); }},
      {"DefaultThatStays_IsNotJudgedAnew", [](ToyLibrary& now) { MeasureBoth(now, 990, 950); }, {}},
  };
}

}  // namespace assay
