// The words after a subcommand, parsed strictly: what was not declared is refused, with the nearest name.
//
//   const std::vector<Option> options = {{.name = "json", .value = Option::Value::kOptional, .placeholder = "FILE"}};
//   ASSAY_ASSIGN_OR_RETURN(Arguments arguments, Arguments::Parse({"resnet*", "--json=report.json"}, options));
//   arguments.words();        // {"resnet*"}
//   arguments.Value("json");  // "report.json"
//
// A value stands behind "=" alone, so a bare --json never takes the next word. Options and words mix freely; "--" ends
// the options; "-" is a word.
#ifndef ASSAY_TOOLS_ASSAY_ARGUMENTS_H_
#define ASSAY_TOOLS_ASSAY_ARGUMENTS_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace assay {

// One option that a subcommand takes.
struct Option {
  enum class Value { kNone, kRequired, kOptional };

  std::string name;  // "json"
  Value value = Value::kNone;
  std::string placeholder;  // "FILE"
  std::string help;
  bool repeatable = false;
  // Why the option cannot be used in this version; it is then refused with these words.
  std::string unavailable;

  // "--json[=FILE]".
  std::string Spelling() const;
};

class Arguments {
 public:
  // Every subcommand takes --help and -h besides `options`; with one of them nothing else is checked.
  // Errors: InvalidArgument, naming the word, what it should have been and the nearest option.
  static absl::StatusOr<Arguments> Parse(absl::Span<const std::string> words, absl::Span<const Option> options);

  // What is not an option, in order.
  const std::vector<std::string>& words() const { return words_; }

  // True for a word that stood behind "--": it is meant as it is written, "-" too.
  bool IsLiteral(size_t index) const { return index >= first_literal_; }

  bool Has(const std::string& name) const { return values_.count(name) > 0; }

  // The option's value; empty where it was not given, or without one.
  std::string Value(const std::string& name) const;

  // Of a repeatable option: every value, in order.
  std::vector<std::string> Values(const std::string& name) const;

 private:
  absl::Status AddOption(absl::string_view word, absl::Span<const Option> options);

  std::vector<std::string> words_;
  size_t first_literal_ = 0;
  std::map<std::string, std::vector<std::string>> values_;
};

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_ARGUMENTS_H_
