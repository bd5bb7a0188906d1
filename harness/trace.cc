#include "harness/trace.h"

#include <c10/core/InferenceMode.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "harness/calibrate.h"
#include "harness/probe.h"
#include "harness/probe_inputs.h"
#include "harness/probe_values.h"
#include "harness/record_steps.h"
#include "harness/run_on_all_cores.h"
#include "harness/trace_modules.h"
#include "models/exceptions.h"

namespace assay {
namespace {

// A list of equal numbers as one of them: "kernel_size=[3, 3]" is "kernel_size=3".
std::string CollapseLists(absl::string_view words) {
  std::string text;
  while (!words.empty()) {
    const size_t open = words.find('[');
    const size_t close = words.find(']', open);
    absl::StrAppend(&text, words.substr(0, open));
    if (close == absl::string_view::npos) break;
    const std::vector<absl::string_view> items = absl::StrSplit(words.substr(open + 1, close - open - 1), ", ");
    const bool equal = std::equal(items.begin() + 1, items.end(), items.begin());
    absl::StrAppend(&text, equal ? items.front() : words.substr(open, close - open + 1));
    words.remove_prefix(close + 1);
  }
  return text;
}

// "BatchNorm2d" and "64, eps=1e-05" of "torch::nn::BatchNorm2d(64, eps=1e-05)"; "Block" of
// "assay::(anonymous namespace)::Block".
void ReadWords(std::string words, proto::TraceModule& module) {
  words = absl::StrReplaceAll(words, {{"(anonymous namespace)::", ""}});
  const size_t open = words.find('(');
  absl::string_view type = absl::string_view(words).substr(0, open);
  const size_t colon = type.substr(0, type.find('<')).rfind(':');
  if (colon != absl::string_view::npos) type.remove_prefix(colon + 1);
  module.set_type(std::string(type));
  if (open == std::string::npos || words.back() != ')') return;
  const std::string attributes = CollapseLists(absl::string_view(words).substr(open + 1, words.size() - open - 2));
  const std::string kept = WithoutDefaults(attributes);
  if (!kept.empty()) module.set_attributes(kept);
}

void AddModules(const torch::nn::Module& root, proto::Trace& trace) {
  for (const auto& item : root.named_modules(/*name_prefix=*/"", /*include_self=*/true)) {
    std::ostringstream words;
    item.value()->pretty_print(words);
    proto::TraceModule& module = *trace.add_module();
    module.set_path(item.key());
    ReadWords(words.str(), module);
  }
}

// What a module says, its steps need not repeat.
void ShortenArguments(proto::Trace& trace) {
  std::map<std::string, Words> said;
  for (const proto::TraceModule& module : trace.module()) said[module.path()] = Attributes(module.attributes());
  for (proto::TraceStep& step : *trace.mutable_step()) {
    const std::string kept = WithoutDefaults(step.arguments(), step.has_module() ? said[step.module()] : Words());
    step.set_arguments(kept);
    if (kept.empty()) step.clear_arguments();
  }
}

proto::Trace Record(const std::function<Model()>& construct) {
  // One thread, so that no sum's order depends on the machine.
  SingleThreadScope single_thread;
  Model model = ConstructSeeded(construct);
  FillState(model.state_dict());
  model.to(at::kDouble);
  const ProbeInputs inputs = MakeProbeInputs(model.signature());
  // A change of what saturates moves nothing otherwise.
  Amplify(model.state_dict());
  absl::Status ran = ExceptionsToStatus([&] { Calibrate(model, inputs.batch); });
  c10::InferenceMode inference;
  // Where calibration failed the same module fails again, behind modules that are calibrated.
  proto::Trace trace = RecordSteps(model.state_dict(), [&] {
    NamedTensors outputs;
    const absl::Status again = ExceptionsToStatus([&] { outputs = model.forward(inputs.batch); });
    if (!again.ok()) ran = again;
    return outputs;
  });
  if (!ran.ok()) trace.set_failure(std::string(ran.message()));
  AddModules(*model.module(), trace);
  ShortenArguments(trace);
  return trace;
}

}  // namespace

absl::StatusOr<proto::Trace> RecordTrace(const std::function<Model()>& construct) {
  return ExceptionsToStatus([&] { return Record(construct); });
}

}  // namespace assay
