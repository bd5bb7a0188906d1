#include "tools/assay/bench_request.h"

#include <algorithm>
#include <map>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tools/assay/table.h"
#include "tools/base/status_macros.h"
#include "tools/base/suggest.h"

namespace assay {
namespace {

using Verb = BenchRequest::Verb;

constexpr int kMostRounds = 10'000;

struct VerbSpec {
  const char* name;
  Verb verb;
  std::vector<std::string> words;
  std::vector<std::string> options;  // beside those of all
};

const std::vector<VerbSpec>& Verbs() {
  static const auto& verbs = *new std::vector<VerbSpec>{
      {"compare", Verb::kCompare, {"OLD.json", "NEW.json"}, {"threshold", "confirm", "across", "markdown"}},
      {"ab",
       Verb::kAb,
       {"OLD_BINARY", "NEW_BINARY"},
       {"threshold", "across", "markdown", "filter", "rounds", "confirm-rounds", "timeout"}},
      {"aa", Verb::kAa, {"BINARY"}, {"filter", "rounds", "timeout"}},
  };
  return verbs;
}

absl::Status Wrong(const std::string& option, const std::string& value, const std::string& expected) {
  return absl::InvalidArgumentError(
      absl::StrCat("bench: --", option, " is \"", Printable(value), "\", expected ", expected));
}

absl::StatusOr<const VerbSpec*> FindVerb(const std::string& word) {
  std::vector<std::string> names;
  for (const VerbSpec& spec : Verbs()) {
    if (word == spec.name) return &spec;
    names.push_back(spec.name);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("bench: compare, ab or aa, not \"", Printable(word), "\"", DidYouMean(word, names)));
}

absl::Status CheckOptions(const Arguments& arguments, const VerbSpec& spec) {
  for (const Option& option : BenchOptions()) {
    if (!arguments.Has(option.name) || option.name == "json") continue;
    if (std::find(spec.options.begin(), spec.options.end(), option.name) == spec.options.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("bench: --", option.name, " does not belong to `assay bench ", spec.name, "`"));
    }
  }
  return absl::OkStatus();
}

// The words before "--" are the verb's own.
absl::Status ReadWords(const Arguments& arguments, const VerbSpec& spec, BenchRequest& request) {
  for (size_t i = 1; i < arguments.words().size(); ++i) {
    (arguments.IsLiteral(i) ? request.program_args : request.words).push_back(arguments.words()[i]);
  }
  if (request.words.size() != spec.words.size()) {
    return absl::InvalidArgumentError(absl::StrCat("bench ", spec.name, ": expected ", absl::StrJoin(spec.words, " "),
                                                   ", got ", request.words.size(),
                                                   request.words.size() == 1 ? " word" : " words"));
  }
  if (!request.program_args.empty() && spec.verb == Verb::kCompare)
    return absl::InvalidArgumentError("bench compare: no program runs, so nothing may stand behind \"--\"");
  return absl::OkStatus();
}

absl::Status ReadCount(const Arguments& arguments, const std::string& option, int& count) {
  if (!arguments.Has(option)) return absl::OkStatus();
  if (!absl::SimpleAtoi(arguments.Value(option), &count) || count < 1 || count > kMostRounds)
    return Wrong(option, arguments.Value(option), absl::StrCat("a number from 1 to ", kMostRounds));
  return absl::OkStatus();
}

// "0.02", "2%".
absl::Status ReadThreshold(const Arguments& arguments, BenchRequest& request) {
  if (!arguments.Has("threshold")) return absl::OkStatus();
  const std::string value = arguments.Value("threshold");
  absl::string_view number = value;
  const double unit = absl::ConsumeSuffix(&number, "%") ? 100 : 1;
  double threshold = 0;
  if (!absl::SimpleAtod(number, &threshold) || !(threshold / unit > 0 && threshold / unit <= 1))
    return Wrong("threshold", value, "a share, such as 0.05 or 5%");
  request.rule.threshold = threshold / unit;
  return absl::OkStatus();
}

absl::Status ReadTimeout(const Arguments& arguments, BenchRequest& request) {
  if (!arguments.Has("timeout")) return absl::OkStatus();
  double seconds = 0;
  if (!absl::SimpleAtod(arguments.Value("timeout"), &seconds) || !(seconds > 0 && seconds <= 1e6))
    return Wrong("timeout", arguments.Value("timeout"), "seconds that a run may take, such as 60");
  request.timeout = absl::Seconds(seconds);
  return absl::OkStatus();
}

absl::Status ReadConfirm(const Arguments& arguments, BenchRequest& request) {
  if (!arguments.Has("confirm")) return absl::OkStatus();
  request.confirm = absl::StrSplit(arguments.Value("confirm"), ',');
  if (request.confirm.size() != 2 || request.confirm[0].empty() || request.confirm[1].empty())
    return Wrong("confirm", arguments.Value("confirm"), "two files, OLD2.json,NEW2.json");
  return absl::OkStatus();
}

}  // namespace

std::vector<Option> BenchOptions() {
  using Value = Option::Value;
  return {
      {.name = "filter",
       .value = Value::kRequired,
       .placeholder = "REGEX",
       .help = "ab, aa: the rows to run, as --benchmark_filter"},
      {.name = "rounds",
       .value = Value::kRequired,
       .placeholder = "N",
       .help = "ab, aa: rounds of four runs of each row (10; aa 24)"},
      {.name = "confirm-rounds",
       .value = Value::kRequired,
       .placeholder = "N",
       .help = "ab: rounds of the suspects when they are measured again, at most (40)"},
      {.name = "timeout",
       .value = Value::kRequired,
       .placeholder = "SECONDS",
       .help = "ab, aa: how long a run may take (600)"},
      {.name = "threshold",
       .value = Value::kRequired,
       .placeholder = "SHARE",
       .help = "the least change that matters (0.02)"},
      {.name = "confirm",
       .value = Value::kRequired,
       .placeholder = "OLD2,NEW2",
       .help = "compare: a second measurement of both, without which one run a side convicts nobody"},
      {.name = "across", .help = "compare, ab: different devices or build modes too"},
      {.name = "markdown", .value = Value::kRequired, .placeholder = "FILE", .help = "the table for a merge request"},
      {.name = "json",
       .value = Value::kOptional,
       .placeholder = "FILE",
       .help = "one JSON document: rows (name, ratio, low, high, verdict), summary"}};
}

absl::StatusOr<BenchRequest> ReadBenchRequest(const Arguments& arguments) {
  ASSAY_ASSIGN_OR_RETURN(const VerbSpec* spec, FindVerb(arguments.words().front()));
  BenchRequest request = {.verb = spec->verb};
  ASSAY_RETURN_IF_ERROR(CheckOptions(arguments, *spec));
  ASSAY_RETURN_IF_ERROR(ReadWords(arguments, *spec, request));
  ASSAY_RETURN_IF_ERROR(ReadCount(arguments, "rounds", request.rounds));
  ASSAY_RETURN_IF_ERROR(ReadCount(arguments, "confirm-rounds", request.confirm_rounds));
  ASSAY_RETURN_IF_ERROR(ReadThreshold(arguments, request));
  ASSAY_RETURN_IF_ERROR(ReadTimeout(arguments, request));
  ASSAY_RETURN_IF_ERROR(ReadConfirm(arguments, request));
  request.filter = arguments.Value("filter");
  request.across = arguments.Has("across");
  request.markdown_file = arguments.Value("markdown");
  request.json_file = arguments.Value("json");
  request.json_only = arguments.Has("json") && request.json_file.empty();
  return request;
}

}  // namespace assay
