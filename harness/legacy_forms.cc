#include "harness/legacy_forms.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/registry.h"

namespace assay {
namespace {

// A value and its C++.
struct Value {
  std::string text;
  LegacyValue value;
};

// A parameter and its C++.
struct Argument {
  std::string text;
  LegacyParameter parameter;
};

// A parameter of some name, the values that it is tried with, and one that stands for them beside other arguments.
struct Parameter {
  std::string name;
  std::vector<Value> values;
  Value example;
};

Value Bool(bool value) { return {value ? "true" : "false", value}; }
Value Integer(int64_t value) { return {absl::StrCat(value), value}; }
Value String(const std::string& value) { return {absl::StrCat("\"", value, "\""), value}; }

Value Entry(const WeightEntry& entry) {
  if (!entry.enum_name.empty()) return {absl::StrCat("get_weight(\"", entry.FullName(), "\").value()"), entry};
  return {absl::StrCat("WeightEntry{.url = \"", entry.url, "\"}"), entry};
}

// One of each type but names and entries.
std::vector<Value> PlainValues() { return {{"std::nullopt", std::nullopt}, Bool(true), Bool(false), Integer(10)}; }

std::vector<Value> With(std::vector<Value> values, const std::vector<Value>& more) {
  values.insert(values.end(), more.begin(), more.end());
  return values;
}

// The official weights that a builder takes, oldest first; none of a builder that there is not.
std::vector<WeightEntry> Official(absl::string_view builder) {
  return get_model_weights(builder).value_or(std::vector<WeightEntry>());
}

// What says which weights to load: all names, and an entry of each kind.
std::vector<Value> WeightsValues(const std::vector<WeightEntry>& official) {
  std::vector<Value> values;
  for (const WeightEntry& entry : official) values.push_back(String(entry.FullName()));
  if (official.empty()) values.push_back(String("V1"));
  for (const WeightEntry& entry : official) values.push_back(Entry(entry));
  values.push_back(Entry(WeightEntry{.url = "mine.pth"}));
  return values;
}

// The names of the weights' files, without their endings.
std::vector<Value> CheckpointValues(const std::vector<WeightEntry>& official) {
  std::vector<Value> values;
  for (const WeightEntry& entry : official) {
    const std::string file = entry.FileName();
    values.push_back(String(file.substr(0, file.rfind('.'))));
  }
  if (official.empty()) values.push_back(String("model"));
  values.push_back(Entry(WeightEntry{.url = "mine.pth"}));
  return values;
}

std::vector<Parameter> Parameters(const std::vector<WeightEntry>& own, const std::vector<WeightEntry>& of_backbone) {
  const std::vector<Value> others = {String("V1"), Entry(WeightEntry{.url = "mine.pth"})};
  const std::vector<Value> weights = WeightsValues(own), backbone = WeightsValues(of_backbone);
  const std::vector<Value> checkpoints = CheckpointValues(own);
  return {
      {"pretrained", With(PlainValues(), others), Bool(true)},
      {"pretrained_backbone", With(PlainValues(), others), Bool(true)},
      {"checkpoint_name", With(PlainValues(), checkpoints), checkpoints.front()},
      {"weights", With(PlainValues(), weights), own.empty() ? weights.back() : weights.front()},
      {"weights_backbone", With(PlainValues(), backbone), of_backbone.empty() ? backbone.back() : backbone.front()},
      {"progress", With(PlainValues(), others), Bool(false)},
      {"num_classes", With(PlainValues(), others), Integer(1000)},
  };
}

Argument Named(const Parameter& parameter, const Value& value) {
  return {absl::StrCat("{\"", parameter.name, "\", ", value.text, "}"), LegacyParameter(parameter.name, value.value)};
}

Argument Positional(const Value& value) { return {value.text, LegacyParameter(value.value)}; }

class Collector {
 public:
  void Add(const std::vector<Argument>& arguments) {
    std::vector<std::string> texts;
    LegacyForm form;
    for (const Argument& argument : arguments) {
      texts.push_back(argument.text);
      form.parameters.push_back(argument.parameter);
    }
    form.text = absl::StrCat("{", absl::StrJoin(texts, ", "), "}");
    forms_.push_back(std::move(form));
  }
  std::vector<LegacyForm> Take() { return std::move(forms_); }

 private:
  std::vector<LegacyForm> forms_;
};

}  // namespace

std::vector<LegacyForm> LegacyForms(absl::string_view builder) {
  const auto found = FindBuilder(builder);
  const std::vector<WeightEntry> own = Official(builder);
  const std::vector<Parameter> parameters = Parameters(own, found.ok() ? Official((*found)->backbone) : own);
  Collector forms;
  forms.Add({});
  for (const Parameter& parameter : parameters) {
    for (const Value& value : parameter.values) forms.Add({Named(parameter, value)});
  }
  const Value none = PlainValues().front();
  for (const Value& value : With(PlainValues(), WeightsValues(own))) forms.Add({Positional(value)});
  for (const Value& value : With(PlainValues(), {String("V1")})) forms.Add({Positional(none), Positional(value)});
  forms.Add({Positional(none), Positional(Bool(false)), Positional(Bool(false))});
  for (size_t i = 0; i < parameters.size(); ++i) {
    const Argument first = Named(parameters[i], parameters[i].example);
    for (size_t k = i; k < parameters.size(); ++k) forms.Add({first, Named(parameters[k], parameters[k].example)});
    forms.Add({Positional(Bool(false)), first});
    forms.Add({first, Positional(Bool(false))});
  }
  return forms.Take();
}

}  // namespace assay
