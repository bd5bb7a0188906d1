#include "harness/operator_words.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace assay {
namespace {

// The shortest text that reads as the same number.
std::string NumberText(double value) {
  char buffer[32];
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

std::string ListText(const std::vector<std::string>& items) {
  if (!items.empty() && std::equal(items.begin() + 1, items.end(), items.begin())) return items.front();
  return absl::StrCat("[", absl::StrJoin(items, ", "), "]");
}

// Empty for what is no number, truth value, text or list of them.
std::string ValueText(const c10::IValue& value) {
  if (value.isNone()) return "none";
  if (value.isBool()) return value.toBool() ? "true" : "false";
  if (value.isInt()) return absl::StrCat(value.toInt());
  if (value.isDouble()) return NumberText(value.toDouble());
  if (value.isString()) return std::string(value.toStringView());
  if (!value.isList() || value.isTensorList()) return "";
  std::vector<std::string> items;
  for (const c10::IValue& item : value.toListRef()) items.push_back(ValueText(item));
  if (std::find(items.begin(), items.end(), "") != items.end()) return "";
  return ListText(items);
}

bool ChangesNoValue(const std::string& argument) {
  static const auto& names = *new std::set<std::string>{
      "dtype",         "layout",    "device",        "pin_memory", "memory_format", "generator",
      "deterministic", "benchmark", "cudnn_enabled", "allow_tf32", "non_blocking",  "copy",
  };
  return names.count(argument) != 0;
}

}  // namespace

OperatorText OperatorWords(const c10::FunctionSchema& schema, c10::ArrayRef<const c10::IValue> inputs) {
  absl::string_view name = schema.name();
  name = name.substr(name.rfind(':') + 1);
  // "__and__" is a name of its own.
  if (!absl::ConsumeSuffix(&name, "__")) absl::ConsumeSuffix(&name, "_");
  std::vector<std::string> arguments;
  for (size_t i = 0; i < inputs.size() && i < schema.arguments().size(); ++i) {
    const c10::Argument& argument = schema.arguments()[i];
    const std::string text = ValueText(inputs[i]);
    if (text.empty() || text == "none" || ChangesNoValue(argument.name())) continue;
    if (argument.default_value() && ValueText(*argument.default_value()) == text) continue;
    arguments.push_back(absl::StrCat(argument.name(), "=", text));
  }
  OperatorText words{.name = std::string(name), .arguments = absl::StrJoin(arguments, ", ")};
  if (words.name == "hardtanh" && words.arguments == "min_val=0, max_val=6") return {.name = "relu6"};
  return words;
}

}  // namespace assay
