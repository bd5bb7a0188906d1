#include "harness/compatibility/testing/rule_cases.h"

namespace assay {
namespace {

constexpr Severity kNotice = Severity::kNotice;
constexpr Severity kBreaking = Severity::kBreaking;

}  // namespace

std::vector<RuleCase> LoadCases() {
  return {
      {"KeyRemoved",
       [](ToyLibrary& now) {
         Probe(now).mutable_state()->DeleteSubrange(1, 1);
         Probe(now).mutable_gradient_l2()->DeleteSubrange(1, 1);
         Probe(now).mutable_output()->set_l2(5);
       },
       {{"STATE_KEY_REMOVED", "toynet", "conv.bias [4] is gone; outputs and gradients moved too", Level::kLoad,
         kBreaking, "conv"}}},
      {"KeyRenamed",
       [](ToyLibrary& now) { Probe(now).mutable_state(3)->set_key("bn.mean"); },
       {{"STATE_KEY_REMOVED", "toynet", "bn.running_mean [4] is gone; bn.mean [4] is new", Level::kLoad, kBreaking,
         "bn"}}},
      {"KeyAdded",
       [](ToyLibrary& now) {
         proto::StateTensor& tensor = *Probe(now).add_state();
         tensor.set_key("fc.bias");
         tensor.add_shape(10);
         Probe(now).set_parameters(56);
       },
       {{"STATE_KEY_ADDED", "toynet", "fc.bias [10] is new; 46 -> 56 parameters", Level::kLoad, kBreaking, "fc"}}},
      {"Shape",
       [](ToyLibrary& now) { Probe(now).mutable_state(0)->set_shape(2, 3); },
       {{"STATE_SHAPE_CHANGED", "toynet", "conv.weight: shape [4, 3, 1, 1] -> [4, 3, 3, 1]", Level::kLoad, kBreaking,
         "conv"}}},
      {"DType",
       [](ToyLibrary& now) { Probe(now).mutable_state(4)->set_dtype("float16"); },
       {{"STATE_DTYPE_CHANGED", "toynet", "fc.weight: float32 -> float16", Level::kLoad, kBreaking, "fc"}}},
      {"Order",
       [](ToyLibrary& now) { Probe(now).mutable_state()->SwapElements(0, 1); },
       {{"STATE_ORDER_CHANGED", "toynet", "conv.bias stands where conv.weight stood", Level::kLoad, kBreaking,
         "conv"}}},
      {"ParameterToBuffer",
       [](ToyLibrary& now) {
         Probe(now).mutable_state(1)->set_parameter(false);
         Probe(now).mutable_state(1)->set_requires_grad(false);
         Probe(now).mutable_gradient_l2()->DeleteSubrange(1, 1);
         Probe(now).mutable_training()->set_gradient_l2(6);
       },
       {{"PARAMETER_KIND_CHANGED", "toynet", "conv.bias is a buffer, was a parameter; gradients and training moved too",
         Level::kLoad, kBreaking, "conv"}}},
      {"Frozen",
       [](ToyLibrary& now) { Probe(now).mutable_state(4)->set_requires_grad(false); },
       {{"REQUIRES_GRAD_CHANGED", "toynet", "fc.weight is frozen, was trained", Level::kLoad, kBreaking, "fc"}}},
      {"EntryStateAlone",
       [](ToyLibrary& now) { now.v1().mutable_probe()->set_state_sha256("6b6b"); },
       {{"STATE_SHAPE_CHANGED", "toynet x DATA_V1", "the state dict has other keys, types or shapes", Level::kLoad}}},
      {"ReaderField",
       [](ToyLibrary& now) { now.readers().mutable_item(0)->mutable_field(0)->set_value("float16 [2] 00ff"); },
       {{"READER_CHANGED", "readers: a.pth", "weight float32 [2] 00ff -> float16 [2] 00ff", Level::kLoad}}},
      {"ReaderBytes",
       [](ToyLibrary& now) { now.readers().mutable_item(0)->set_sha256("02"); },
       {{"READER_CHANGED", "readers: a.pth", "its bytes are others: sha256 01 -> 02", Level::kLoad}}},
      {"ReaderCaseGone",
       [](ToyLibrary& now) { now.readers().mutable_item()->RemoveLast(); },
       {{"READER_CHANGED", "readers: broken.pth", "the lock no longer holds this case", Level::kLoad}}},
      {"ReaderTakesWhatItRefused",
       [](ToyLibrary& now) { *now.readers().mutable_item(1)->mutable_field(0) = now.readers().item(0).field(0); },
       {{"READER_CHANGED", "readers: broken.pth", "refused", Level::kLoad}}},
      {"ReaderRefusesWhatItTook",
       [](ToyLibrary& now) { *now.readers().mutable_item(0)->mutable_field(0) = now.readers().item(1).field(0); },
       {{"READER_CHANGED", "readers: a.pth", "weight is no longer said", Level::kLoad}}},
      {"ReaderRefusesWithAnotherCode",
       [](ToyLibrary& now) { now.readers().mutable_item(1)->mutable_field(0)->set_value("INVALID_ARGUMENT"); },
       {{"READER_CHANGED", "readers: broken.pth", "refused DATA_LOSS -> INVALID_ARGUMENT", Level::kLoad, kNotice}}},
      {"ReaderOfAnotherFormat",
       [](ToyLibrary& now) { *now.readers().mutable_item(1)->mutable_field(0) = now.readers().item(0).field(0); },
       {{"READER_CHANGED", "readers: broken.pth", "refused", Level::kLoad, kNotice}},
       [](ToyLibrary& was) { was.readers().mutable_item(1)->mutable_field(0)->set_value("UNIMPLEMENTED"); }},
      {"LoadsNoLongerElsewhere",
       [](ToyLibrary& now) {
         now.v1().mutable_cross_version(0)->set_verdict(proto::CrossVersion::DOES_NOT_LOAD);
         now.v1().mutable_cross_version(0)->set_witness("conv.bias is missing");
       },
       {{"CROSS_VERSION_CHANGED", "toynet x DATA_V1",
         "toynet_v2: loads and answers alike -> does not load (conv.bias is missing)", Level::kLoad}}},
      {"DiffersElsewhere",
       [](ToyLibrary& now) { now.v1().mutable_cross_version(0)->set_verdict(proto::CrossVersion::DIFFERS); },
       {{"CROSS_VERSION_CHANGED", "toynet x DATA_V1", "alike -> loads and answers otherwise", Level::kOutput}}},
      {"LoadsElsewhereNow",
       [](ToyLibrary& now) {},
       {{"CROSS_VERSION_CHANGED", "toynet x DATA_V1", "does not load -> loads and answers alike", Level::kLoad,
         kNotice}},
       [](ToyLibrary& was) { was.v1().mutable_cross_version(0)->set_verdict(proto::CrossVersion::DOES_NOT_LOAD); }},
  };
}

}  // namespace assay
