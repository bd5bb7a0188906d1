#include "tools/assay/arguments.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tools/base/status_macros.h"
#include "tools/base/suggest.h"

namespace assay {
namespace {

absl::Status UnknownOption(absl::string_view word, absl::string_view name, absl::Span<const Option> options) {
  std::vector<std::string> known = {"--help"};
  for (const Option& option : options) known.push_back("--" + option.name);
  return absl::InvalidArgumentError(
      absl::StrCat("no option is called \"", word, "\"", DidYouMean(absl::StrCat("--", name), known)));
}

// Whether the option may stand there as it does, with or without a value.
absl::Status CheckValue(const Option& option, bool has_value, absl::string_view value) {
  if (!option.unavailable.empty())
    return absl::InvalidArgumentError(absl::StrCat("--", option.name, " ", option.unavailable));
  if (has_value && option.value == Option::Value::kNone) {
    return absl::InvalidArgumentError(absl::StrCat("--", option.name, " takes no value here, got \"", value, "\""));
  }
  if ((has_value && value.empty()) || (!has_value && option.value == Option::Value::kRequired)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", option.name, " needs a value behind \"=\": ", option.Spelling()));
  }
  return absl::OkStatus();
}

}  // namespace

std::string Option::Spelling() const {
  switch (value) {
    case Value::kNone:
      return absl::StrCat("--", name);
    case Value::kRequired:
      return absl::StrCat("--", name, "=", placeholder);
    case Value::kOptional:
      return absl::StrCat("--", name, "[=", placeholder, "]");
  }
  return "";
}

absl::StatusOr<Arguments> Arguments::Parse(absl::Span<const std::string> words, absl::Span<const Option> options) {
  const auto end_of_options = std::find(words.begin(), words.end(), "--");
  Arguments arguments;
  // Whoever asks for help may not know the options.
  if (std::any_of(words.begin(), end_of_options,
                  [](const std::string& word) { return word == "--help" || word == "-h"; })) {
    arguments.values_["help"];
    return arguments;
  }
  for (auto word = words.begin(); word != end_of_options; ++word) {
    if (word->size() > 1 && word->front() == '-') {
      ASSAY_RETURN_IF_ERROR(arguments.AddOption(*word, options));
    } else {
      arguments.words_.push_back(*word);
    }
  }
  arguments.first_literal_ = arguments.words_.size();
  if (end_of_options != words.end()) arguments.words_.insert(arguments.words_.end(), end_of_options + 1, words.end());
  return arguments;
}

absl::Status Arguments::AddOption(absl::string_view word, absl::Span<const Option> options) {
  const size_t equals = word.find('=');
  const bool has_value = equals != absl::string_view::npos;
  const absl::string_view dashed = word.substr(0, equals);
  const absl::string_view value = has_value ? word.substr(equals + 1) : absl::string_view();
  const absl::string_view name = absl::StripPrefix(absl::StripPrefix(dashed, "-"), "-");
  const auto option =
      std::find_if(options.begin(), options.end(), [&](const Option& option) { return option.name == name; });
  if (option == options.end() || !absl::StartsWith(dashed, "--")) return UnknownOption(dashed, name, options);
  ASSAY_RETURN_IF_ERROR(CheckValue(*option, has_value, value));
  if (Has(option->name) && !option->repeatable) {
    return absl::InvalidArgumentError(absl::StrCat("--", option->name, " is given twice"));
  }
  values_[option->name].push_back(std::string(value));
  return absl::OkStatus();
}

std::string Arguments::Value(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() || found->second.empty() ? "" : found->second.back();
}

std::vector<std::string> Arguments::Values(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

}  // namespace assay
