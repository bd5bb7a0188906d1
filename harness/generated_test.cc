#include "harness/generated_test.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "harness/test_xml.h"
#include "harness/textproto.h"

namespace assay {
namespace {

int Broken(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return 2;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ReadArgumentLines(absl::string_view program) {
  const std::string path = absl::StrCat(program, ".arguments");
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat("no file ", path, ": run this through `bazel test`"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

int FinishTest(const absl::StatusOr<CombinationResult>& result, absl::string_view remedy) {
  if (!result.ok()) return Broken(result.status());
  for (const Check& check : result->checks) {
    std::printf("%-8s %s (%.2f s)\n", OutcomeName(check.outcome()), check.summary.c_str(), check.seconds);
    for (const std::string& finding : check.findings) std::printf("  %s\n", finding.c_str());
  }
  const Outcome outcome = result->outcome();
  if (outcome == Outcome::kPending) std::printf("PENDING  %s\n", result->pending_reason.c_str());
  if (outcome == Outcome::kFail && !remedy.empty()) std::printf("%s\n", std::string(remedy).c_str());
  if (const char* path = std::getenv("XML_OUTPUT_FILE")) {
    if (const absl::Status written = WriteFileAtomically(path, TestXml(*result)); !written.ok()) return Broken(written);
  }
  return outcome == Outcome::kFail ? 1 : 0;
}

}  // namespace assay
