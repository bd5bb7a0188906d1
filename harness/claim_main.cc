// The body of every bc_claim() test: tools/bazel/bc_claim.bzl. Its arguments stand beside it in <name>.arguments.
// Exit: 0 proven (PENDING too, which test.xml says), 1 not so, 2 the claim itself is wrong.
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "harness/claim.h"
#include "harness/claim_weights.h"
#include "harness/generated_test.h"
#include "harness/textproto.h"
#include "models/parse_override.h"
#include "models/registry.h"
#include "tools/base/status_macros.h"
#include "weights/catalog.h"

namespace assay {
namespace {

struct Arguments {
  std::string old_builder;
  std::string new_builder;
  std::vector<NamedOverride> context;
  std::vector<std::string> scope;
  std::vector<std::string> catalogues;       // Textprotos of whole enums.
  std::map<std::string, std::string> files;  // Weight files by name; an empty path: not at hand.
};

absl::StatusOr<Arguments> ReadArguments(const char* program) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> lines, ReadArgumentLines(program));
  Arguments arguments;
  for (const std::string& line : lines) {
    absl::string_view value = line;
    if (absl::ConsumePrefix(&value, "--old=")) {
      arguments.old_builder = std::string(value);
    } else if (absl::ConsumePrefix(&value, "--new=")) {
      arguments.new_builder = std::string(value);
    } else if (absl::ConsumePrefix(&value, "--context=")) {
      const std::pair<std::string, std::string> override = absl::StrSplit(value, absl::MaxSplits('=', 1));
      ASSAY_ASSIGN_OR_RETURN(NamedOverride parsed, ParseOverride(override.first, override.second));
      arguments.context.push_back(std::move(parsed));
    } else if (absl::ConsumePrefix(&value, "--scope=")) {
      arguments.scope.emplace_back(value);
    } else if (absl::ConsumePrefix(&value, "--catalogue=")) {
      arguments.catalogues.emplace_back(value);
    } else if (absl::ConsumePrefix(&value, "--weight_file=")) {
      const std::pair<std::string, std::string> file = absl::StrSplit(value, absl::MaxSplits('=', 1));
      arguments.files.insert(file);
    } else {
      return absl::InvalidArgumentError(absl::StrCat(program, ".arguments: unknown argument ", line));
    }
  }
  return arguments;
}

// Every entry of the claim, on its file; what is not at hand is left to the pending reason.
absl::Status ProveOnAllWeights(const Arguments& arguments, CombinationResult& result) {
  ASSAY_ASSIGN_OR_RETURN(const Builder* old_builder, FindBuilder(arguments.old_builder));
  ASSAY_ASSIGN_OR_RETURN(const Builder* new_builder, FindBuilder(arguments.new_builder));
  for (const std::string& path : arguments.catalogues) {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
    ASSAY_RETURN_IF_ERROR(Catalog::Global().AddTextproto(text, path));
  }
  const std::vector<const WeightEntry*> entries = EntriesOfClaim(*old_builder);
  if (entries.empty() && !(old_builder->weights_enum.empty() && old_builder->backbone.empty())) {
    return absl::InvalidArgumentError(absl::StrCat("the catalogue of ", old_builder->name, old_builder->backbone,
                                                   " is no input: name it in `catalogues`"));
  }
  std::vector<std::string> missing;
  for (const WeightEntry* entry : entries) {
    const auto file = arguments.files.find(entry->FileName());
    if (file == arguments.files.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat(entry->FullName(), ": its file ", entry->FileName(), " is no input: name it in `weight_files`"));
    }
    if (file->second.empty()) {
      missing.push_back(entry->FileName());
      continue;
    }
    ASSAY_ASSIGN_OR_RETURN(Check check,
                           ProveOnWeights(*old_builder, *new_builder, arguments.context, *entry, file->second));
    result.checks.push_back(std::move(check));
  }
  if (missing.empty()) return absl::OkStatus();
  result.pending_reason = absl::StrCat(missing.size(), " of ", entries.size(), " weight files not at hand: put ",
                                       absl::StrJoin(missing, " and "), " into the folder that ASSAY_WEIGHTS names");
  return absl::OkStatus();
}

absl::StatusOr<CombinationResult> Run(const Arguments& arguments) {
  CombinationResult result;
  result.builder = absl::StrCat(arguments.old_builder, " is ", arguments.new_builder, " under overrides");
  ASSAY_ASSIGN_OR_RETURN(const Claim claim, ClaimOfBuilders(arguments.old_builder, arguments.new_builder,
                                                            arguments.context, arguments.scope));
  ASSAY_ASSIGN_OR_RETURN(ClaimResult proven, ProveClaim(claim));
  result.checks = std::move(proven.checks);
  result.seconds = proven.seconds;
  ASSAY_RETURN_IF_ERROR(ProveOnAllWeights(arguments, result));
  return result;
}

int Main(const char* program) {
  const auto arguments = ReadArguments(program);
  const auto result = arguments.ok() ? Run(*arguments) : arguments.status();
  if (result.ok()) std::printf("%s\n", result->builder.c_str());
  return FinishTest(result);
}

}  // namespace
}  // namespace assay

int main(int, char** argv) { return assay::Main(argv[0]); }
