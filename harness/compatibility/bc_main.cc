// The body of every generated compatibility test: a part of golden/ against the newest release.
//
// Each test is this program under another name; its arguments stand beside it in <name>.arguments (see
// tools/bazel/assay.bzl), of which the first says what part it is:
//   --subject=resnet/resnet50          a version
//   --subject=resnet/resnet50/V1       a version x entry
//   --library                          what belongs to no version, and the versions and entries that went
//   --acceptances                      that every acceptance is still needed: of everything
// No model runs and LibTorch is not linked. Exit: 0 where nothing breaks, 1 where something does, 2 where it cannot be
// told.
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "harness/compatibility/bc_part.h"
#include "harness/compatibility/report.h"
#include "harness/generated_test.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

absl::StatusOr<std::string> ReadPart(const char* program) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> lines, ReadArgumentLines(program));
  if (lines.empty()) return absl::InvalidArgumentError(absl::StrCat(program, ".arguments is empty"));
  return lines.front();
}

absl::StatusOr<PartJudgement> Run(const std::string& part) {
  absl::string_view subject = part;
  if (part == "--library") return JudgeLibrary("golden");
  if (part == "--acceptances") return JudgeAcceptances("golden", Today());
  if (absl::ConsumePrefix(&subject, "--subject=")) return JudgeSubject("golden", std::string(subject));
  return absl::InvalidArgumentError(absl::StrCat("unknown argument ", part));
}

int Main(const char* program) {
  const auto part = ReadPart(program);
  const auto judgement = part.ok() ? Run(*part) : part.status();
  if (!judgement.ok()) {
    std::fprintf(stderr, "%s\n", std::string(judgement.status().message()).c_str());
    return 2;
  }
  if (!judgement->note.empty()) std::printf("%s\n", judgement->note.c_str());
  std::printf("%s", FindingsText(judgement->findings, {.against = judgement->against}).c_str());
  return CountFindings(judgement->findings).breaking > 0 ? 1 : 0;
}

}  // namespace
}  // namespace assay

int main(int, char** argv) { return assay::Main(argv[0]); }
