// assay release VERSION: promises what golden/ holds.
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/compatibility/judge.h"
#include "harness/compatibility/release.h"
#include "harness/compatibility/release_files.h"
#include "harness/compatibility/report.h"
#include "tools/assay/commands.h"
#include "tools/assay/environment.h"
#include "tools/assay/live_lock.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

struct Judged {
  std::vector<Finding> findings;
  std::string against;
};

// What the present breaks of the newest release, and whether it is what the code says.
absl::StatusOr<Judged> JudgePresent(const std::string& golden, const LockFiles& present, const ByHand& by_hand) {
  Judged judged{.against = "the start"};
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> releases, ListReleases(golden));
  if (!releases.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const auto promised, OpenRelease(golden, releases.back()));
    judged.against = promised->Name();
    ASSAY_ASSIGN_OR_RETURN(judged.findings, Judge(*promised, present, by_hand, Today()));
  }
  ASSAY_ASSIGN_OR_RETURN(LiveLock live, ReadLiveLock(present));
  judged.findings = PresentFirst(std::move(live.findings), std::move(judged.findings));
  return judged;
}

// What to do with what was written.
std::string NextStep(const ReleasePlan& plan, bool dry_run) {
  if (dry_run) return "nothing was written: leave out --dry-run\n";
  return absl::StrCat("commit golden/released/", plan.index.version(),
                      // Left as it was, it accepts what is no longer there.
                      plan.index.accepted().empty() ? "" : absl::StrCat(" and golden/", kAcceptancesFile), "\n");
}

std::string Summary(const ReleasePlan& plan, bool dry_run) {
  std::string text;
  const auto add = [&](const char* what, const std::vector<std::string>& paths) {
    for (const std::string& path : paths) absl::StrAppend(&text, what, "  golden/", path, "\n");
  };
  add("new    ", plan.added);
  add("changed", plan.changed);
  add("gone   ", plan.removed);
  absl::StrAppend(&text, "release ", plan.index.version(), dry_run ? " would promise " : " promises ",
                  plan.index.file_size(), " files: ", plan.added.size(), " new, ", plan.changed.size(), " changed, ",
                  plan.removed.size(), " gone, ", plan.index.accepted_size(), " breaks accepted\n",
                  NextStep(plan, dry_run));
  return text;
}

ExitCode Run(const Arguments& arguments) {
  const bool dry_run = arguments.Has("dry-run");
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (workspace == nullptr)
    return Fail(absl::FailedPreconditionError("run it as ./bazelw run //tools:assay -- release VERSION"));
  if (UnderCi() && !dry_run) {
    return Fail(absl::FailedPreconditionError(
        "CI is set: a release is a promise of people, not of CI; --dry-run shows what it would be"));
  }
  const std::string golden = absl::StrCat(workspace, "/golden");
  const auto present = LockFiles::InFolder(golden);
  if (!present.ok()) return Fail(present.status());
  const auto by_hand = ReadByHand(golden);
  if (!by_hand.ok()) return Fail(by_hand.status());
  const auto judged = JudgePresent(golden, **present, *by_hand);
  if (!judged.ok()) return Fail(judged.status());
  const ReleaseRequest request = {
      .golden = golden, .version = arguments.words().front(), .today = Today(), .acceptances = by_hand->acceptances};
  const auto plan = PlanRelease(request, **present, judged->findings);
  if (CountFindings(judged->findings).breaking > 0) {
    std::cout << FindingsText(judged->findings, {.against = judged->against, .notices = false});
    Complain(plan.status().message());
    return kFindings;
  }
  if (!plan.ok()) return Fail(plan.status());
  if (const absl::Status status = dry_run ? absl::OkStatus() : WriteRelease(request, *plan, **present); !status.ok())
    return Fail(status);
  std::cout << Summary(*plan, dry_run);
  return kFine;
}

}  // namespace

Command ReleaseCommand() {
  return {.name = "release",
          .usage = "VERSION [--dry-run]",
          .summary = "promise what golden/ holds now, under a version",
          .details =
              "  assay release 1.0\n"
              "  assay release 1.1 --dry-run    what it would promise, and whether it may\n\n"
              "Writes golden/released/VERSION: an index of all that is promised, and the files that changed since the\n"
              "release before. From then on `assay bc` and the compatibility tests hold golden/ against it. Refused\n"
              "where something breaks the release before and is not accepted (golden/acceptances.textproto), where\n"
              "golden/ is not whole or not what the code says, and under CI. Acceptances that it used are recorded in\n"
              "the index and taken out of their file. Exit: 0, 1 where something breaks, 2 otherwise.\n",
          .options = {{.name = "dry-run", .help = "write nothing"}},
          .fewest_words = 1,
          .most_words = 1,
          .run = Run};
}

}  // namespace assay
