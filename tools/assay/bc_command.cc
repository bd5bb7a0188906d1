// assay bc: what the present breaks of a release or of a commit.
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/compatibility/judge.h"
#include "harness/compatibility/lock_views.h"
#include "harness/compatibility/report.h"
#include "tools/assay/commands.h"
#include "tools/assay/environment.h"
#include "tools/assay/live_lock.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

absl::StatusOr<LiveLock> Live(const Arguments& arguments, const LockFiles& golden) {
  if (!arguments.Has("measure")) return ReadLiveLock(golden);
  std::vector<std::string> globs = arguments.Values("measure");
  for (std::string& glob : globs) {
    if (glob.empty()) glob = "*";
  }
  return MeasureLiveLock(golden, globs);
}

// All findings, and against what.
absl::StatusOr<std::pair<std::vector<Finding>, std::string>> Compare(const Arguments& arguments,
                                                                     const std::string& root) {
  const std::string folder = absl::StrCat(root, "/golden");
  ASSAY_ASSIGN_OR_RETURN(const auto promised, OpenPromise(root, arguments.Value("against")));
  ASSAY_ASSIGN_OR_RETURN(const ByHand by_hand, ReadByHand(folder));
  ASSAY_ASSIGN_OR_RETURN(const auto golden, LockFiles::InFolder(folder));
  ASSAY_ASSIGN_OR_RETURN(LiveLock live, Live(arguments, *golden));
  const auto present = WithFiles(*golden, std::move(live.changed), live.removed);
  ASSAY_ASSIGN_OR_RETURN(std::vector<Finding> findings, Judge(*promised, *present, by_hand, Today()));
  findings.insert(findings.end(), live.findings.begin(), live.findings.end());
  return std::make_pair(std::move(findings), promised->Name());
}

ExitCode Run(const Arguments& arguments) {
  if (arguments.Has("against") && arguments.Value("against").empty())
    return Fail(absl::InvalidArgumentError("--against= is empty: name a release or a commit"));
  const std::string json = UserPath(arguments.Value("json")), sarif = UserPath(arguments.Value("sarif"));
  for (const std::string& path : {json, sarif}) {
    if (const absl::Status status = path.empty() ? absl::OkStatus() : CheckWritable(path); !status.ok())
      return Fail(status);
  }
  const std::string root = RepositoryRoot();
  const auto compared = Compare(arguments, root);
  if (!compared.ok()) return Fail(compared.status());
  const auto& [findings, against] = *compared;
  const ReportOptions options = {.against = against, .notices = arguments.Has("notices"), .root = root};
  std::cout << (arguments.Has("json") && json.empty() ? FindingsJson(findings, options)
                                                      : FindingsText(findings, options));
  if (!json.empty()) {
    if (const absl::Status status = WriteReport(json, FindingsJson(findings, options)); !status.ok())
      return Fail(status);
  }
  if (!sarif.empty()) {
    if (const absl::Status status = WriteReport(sarif, FindingsSarif(findings, options)); !status.ok())
      return Fail(status);
  }
  return CountFindings(findings).breaking > 0 ? kFindings : kFine;
}

}  // namespace

Command BcCommand() {
  return {
      .name = "bc",
      .usage = "[--against=RELEASE|COMMIT] [--measure[=GLOB]] [--notices] [--json[=FILE]] [--sarif=FILE]",
      .summary = "tell what the present breaks of what was released, whom, and the way out",
      .details =
          "  assay bc                            against the newest release\n"
          "  assay bc --against=1.0 --notices    against an older one, with what breaks nobody\n"
          "  assay bc --against=main             against golden/ of a commit\n"
          "  assay bc --measure='resnet*'        what an edit breaks, before it is blessed\n\n"
          "The present is golden/, which //tools:bless writes; nothing is rebuilt and no model runs. With --measure the\n"
          "code itself is measured, for the versions and weights that GLOB matches. A break that is meant is accepted\n"
          "in golden/acceptances.textproto. Exit: 0 nothing breaks, 1 something does, 2 it cannot be told.\n",
      .options = {{.name = "against",
                   .value = Option::Value::kRequired,
                   .placeholder = "RELEASE|COMMIT",
                   .help = "what to compare with; without it the newest release"},
                  {.name = "measure",
                   .value = Option::Value::kOptional,
                   .placeholder = "GLOB",
                   .help = "measure the code instead of reading golden/; may be given several times",
                   .repeatable = true},
                  {.name = "notices", .help = "write out what breaks nobody, too"},
                  {.name = "json",
                   .value = Option::Value::kOptional,
                   .placeholder = "FILE",
                   .help = "one JSON document instead of the text; with FILE written there beside it"},
                  {.name = "sarif",
                   .value = Option::Value::kRequired,
                   .placeholder = "FILE",
                   .help = "write SARIF 2.1.0 there, for code review"}},
      .most_words = 0,
      .run = Run};
}

}  // namespace assay
