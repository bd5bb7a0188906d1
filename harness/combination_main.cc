// The body of every generated test: one version, or one version x entry, against the lock.
//
// Each combination's test is this program under another name; its arguments stand beside it in <name>.arguments (see
// tools/bazel/assay.bzl). Exit: 0 passed or PENDING (which test.xml says), 1 failed, 2 the test itself is broken.
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "harness/check_accuracy.h"
#include "harness/combination_trace.h"
#include "harness/compatibility/pending_gate.h"
#include "harness/generated_test.h"
#include "harness/golden.pb.h"
#include "harness/golden_files.h"
#include "harness/golden_sentences.h"
#include "harness/validate.h"
#include "models/registry.h"
#include "tools/base/keep_freed_memory.h"
#include "tools/base/status_macros.h"
#include "weights/catalog.h"

namespace assay {
namespace {

struct Arguments {
  std::string builder;
  std::string entry;  // The entry's textproto; empty for the version itself.
  std::string golden;
  std::string trace;  // beside the golden
  std::string weights_file;
  std::map<std::string, std::string> extra_files;  // by role
  std::vector<Photograph> photographs;
  std::string sentences;  // The file that holds them.
  bool accuracy = false;  // This alone, on a data set.
};

absl::StatusOr<Arguments> ReadArguments(const char* program) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> lines, ReadArgumentLines(program));
  Arguments arguments;
  for (const std::string& line : lines) {
    absl::string_view value = line;
    if (absl::ConsumePrefix(&value, "--builder=")) {
      arguments.builder = std::string(value);
    } else if (absl::ConsumePrefix(&value, "--entry=")) {
      arguments.entry = std::string(value);
    } else if (absl::ConsumePrefix(&value, "--golden=")) {
      arguments.golden = std::string(value);
    } else if (absl::ConsumePrefix(&value, "--trace=")) {
      arguments.trace = std::string(value);
    } else if (absl::ConsumePrefix(&value, "--weights_file=")) {
      arguments.weights_file = std::string(value);
    } else if (absl::ConsumePrefix(&value, "--extra_file=")) {
      const std::pair<std::string, std::string> role = absl::StrSplit(value, absl::MaxSplits('=', 1));
      arguments.extra_files.insert(role);
    } else if (value == "--accuracy") {
      arguments.accuracy = true;
    } else if (absl::ConsumePrefix(&value, "--sentences=")) {
      arguments.sentences = std::string(value);
    } else if (absl::ConsumePrefix(&value, "--photograph=")) {
      const std::string photograph(value);
      arguments.photographs.push_back({.name = photograph.substr(photograph.rfind('/') + 1), .path = photograph});
    } else {
      return absl::InvalidArgumentError(absl::StrCat(program, ".arguments: unknown argument ", line));
    }
  }
  return arguments;
}

// The measurement's result, and where what moved comes from.
template <class Measurement, class Golden>
absl::StatusOr<CombinationResult> WithSource(const Builder& builder, const WeightEntry* entry,
                                             const Arguments& arguments, const std::optional<Golden>& golden,
                                             Measurement measured) {
  ASSAY_ASSIGN_OR_RETURN(const auto trace, ReadTextprotoIfThere<proto::Trace>(arguments.trace));
  if (golden && trace) NameSource(builder, entry, *trace, golden->probe(), measured.now.probe(), measured.result);
  return std::move(measured.result);
}

absl::StatusOr<CombinationResult> Run(const Arguments& arguments) {
  ASSAY_ASSIGN_OR_RETURN(const Builder* builder, FindBuilder(arguments.builder));
  ProbeCache cache;
  if (arguments.entry.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const auto golden, ReadTextprotoIfThere<proto::BuilderGolden>(arguments.golden));
    return WithSource(*builder, nullptr, arguments, golden,
                      ValidateBuilder(*builder, golden ? &*golden : nullptr, cache));
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(arguments.entry));
  ASSAY_RETURN_IF_ERROR(Catalog::Global().AddTextproto(text, arguments.entry));
  const auto entries = Catalog::Global().ForBuilder(arguments.builder);
  if (entries.size() != 1) {
    return absl::InternalError(
        absl::StrCat(arguments.entry, " holds ", entries.size(), " entries of ", arguments.builder));
  }
  EntryInputs inputs{.file = NotAtHand(*entries[0]), .photographs = arguments.photographs};
  if (!arguments.weights_file.empty())
    inputs.file = LocatedFile{.path = arguments.weights_file, .from = "declared input"};
  for (const ExtraFile& file : entries[0]->extra_files) {
    const auto found = arguments.extra_files.find(file.role);
    if (found == arguments.extra_files.end()) {
      inputs.extra_files.emplace(file.role, NotAtHand(file));
    } else {
      inputs.extra_files.emplace(file.role, LocatedFile{.path = found->second, .from = "declared input"});
    }
  }
  if (!arguments.sentences.empty()) {
    ASSAY_ASSIGN_OR_RETURN(inputs.sentences, ReadGoldenSentences(arguments.sentences));
  }
  ASSAY_ASSIGN_OR_RETURN(const auto golden, ReadTextprotoIfThere<proto::EntryGolden>(arguments.golden));
  if (arguments.accuracy) return ValidateAccuracy(*builder, *entries[0], inputs, golden ? &*golden : nullptr);
  return WithSource(*builder, entries[0], arguments, golden,
                    ValidateEntry(*builder, *entries[0], inputs, golden ? &*golden : nullptr, cache));
}

// Under --config=gate: what a change touches must not be PENDING.
absl::Status ApplyGate(const Arguments& arguments, CombinationResult& result) {
  const char* gate = std::getenv("ASSAY_GATE");
  if (gate == nullptr || absl::string_view(gate) != "1" || result.outcome() != Outcome::kPending)
    return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const std::string why_not,
                         WhyNotPending("golden", std::string(absl::StripPrefix(arguments.golden, "golden/"))));
  if (why_not.empty()) return absl::OkStatus();
  result.checks.push_back(
      {.name = "gate",
       .summary = "gate",
       .findings = {absl::StrCat(why_not, ", so it must not be PENDING: ", result.pending_reason)}});
  return absl::OkStatus();
}

int Main(const char* program) {
  const auto arguments = ReadArguments(program);
  auto result = arguments.ok() ? Run(*arguments) : arguments.status();
  if (result.ok()) {
    if (const absl::Status status = ApplyGate(*arguments, *result); !status.ok()) result = status;
  }
  if (!result.ok()) return FinishTest(result);
  return FinishTest(result, RemedyOfMeantChange(result->weights.empty() ? result->builder : result->weights));
}

}  // namespace
}  // namespace assay

int main(int, char** argv) {
  assay::KeepSmallFreedMemory();
  return assay::Main(argv[0]);
}
