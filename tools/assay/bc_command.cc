// assay bc: what the present breaks of a release or of a commit.
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/compatibility/attribution.h"
#include "harness/compatibility/judge.h"
#include "harness/compatibility/lock_views.h"
#include "harness/compatibility/report.h"
#include "tools/assay/commands.h"
#include "tools/assay/environment.h"
#include "tools/assay/live_lock.h"
#include "tools/assay/other_libtorch.h"
#include "tools/assay/user_path.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// What --measure names; everything where it names nothing.
std::vector<std::string> GlobsToMeasure(const Arguments& arguments) {
  std::vector<std::string> globs = arguments.Values("measure");
  for (std::string& glob : globs) {
    if (glob.empty()) glob = "*";
  }
  if (globs.empty()) globs = {"*"};
  return globs;
}

struct Comparison {
  std::string against;
  std::vector<Finding> findings;
};

// With --libtorch: the present is measured on both, and what they disagree about is told apart.
absl::Status CompareOnTwoLibTorches(const Arguments& arguments, const std::string& root, const LockFiles& promised,
                                    const LockFiles& present, const ByHand& by_hand, Comparison& comparison) {
  ASSAY_ASSIGN_OR_RETURN(const auto other, MeasureOnOtherLibTorch({.root = root,
                                                                   .libtorch = UserPath(arguments.Value("libtorch")),
                                                                   .globs = GlobsToMeasure(arguments),
                                                                   .against = arguments.Value("against")}));
  ASSAY_ASSIGN_OR_RETURN(Attribution attribution, Attribute(promised, present, *other, by_hand, Today()));
  comparison.findings = std::move(attribution.change);
  comparison.findings.insert(comparison.findings.end(), attribution.environment.begin(), attribution.environment.end());
  return absl::OkStatus();
}

absl::StatusOr<Comparison> Compare(const Arguments& arguments, const std::string& root) {
  const std::string folder = absl::StrCat(root, "/golden");
  const std::string kept = UserPath(arguments.Value("keep"));
  ASSAY_ASSIGN_OR_RETURN(const auto golden, LockFiles::InFolder(folder));
  const bool measure = arguments.Has("measure") || arguments.Has("libtorch");
  ASSAY_ASSIGN_OR_RETURN(LiveLock live,
                         measure ? MeasureLiveLock(*golden, GlobsToMeasure(arguments)) : ReadLiveLock(*golden));
  const auto present = WithFiles(*golden, std::move(live.changed), live.removed);
  if (!kept.empty()) ASSAY_RETURN_IF_ERROR(CopyLock(*present, kept));
  ASSAY_ASSIGN_OR_RETURN(const auto promised, OpenPromise(root, arguments.Value("against")));
  ASSAY_ASSIGN_OR_RETURN(const ByHand by_hand, ReadByHand(folder));
  Comparison comparison{.against = promised->Name()};
  if (arguments.Has("libtorch")) {
    ASSAY_RETURN_IF_ERROR(CompareOnTwoLibTorches(arguments, root, *promised, *present, by_hand, comparison));
  } else {
    ASSAY_ASSIGN_OR_RETURN(comparison.findings, Judge(*promised, *present, by_hand, Today()));
  }
  comparison.findings = PresentFirst(std::move(live.findings), std::move(comparison.findings));
  return comparison;
}

absl::Status CheckArguments(const Arguments& arguments) {
  if (arguments.Has("libtorch") && std::getenv("BUILD_WORKSPACE_DIRECTORY") == nullptr)
    return absl::FailedPreconditionError(
        "--libtorch builds: run it as ./bazelw run //tools:assay -- bc --libtorch=FOLDER");
  for (const char* name : {"json", "sarif"}) {
    const std::string path = UserPath(arguments.Value(name));
    if (!path.empty()) ASSAY_RETURN_IF_ERROR(CheckWritable(path));
  }
  return absl::OkStatus();
}

ExitCode Run(const Arguments& arguments) {
  if (const absl::Status status = CheckArguments(arguments); !status.ok()) return Fail(status);
  const std::string json = UserPath(arguments.Value("json")), sarif = UserPath(arguments.Value("sarif"));
  const std::string root = RepositoryRoot();
  const auto compared = Compare(arguments, root);
  if (!compared.ok()) return Fail(compared.status());
  const auto& [against, findings] = *compared;
  const ReportOptions options = {
      .against = against, .notices = arguments.Has("notices") || arguments.Has("libtorch"), .root = root};
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
      .usage =
          "[--against=RELEASE|COMMIT] [--measure[=GLOB]] [--libtorch=FOLDER] [--keep=FOLDER] [--notices] "
          "[--json[=FILE]] [--sarif=FILE]",
      .summary = "tell what the present breaks of what was released, whom, and the way out",
      .details =
          "  assay bc                            against the newest release\n"
          "  assay bc --against=1.0 --notices    against an older one, with what breaks nobody\n"
          "  assay bc --against=main             against golden/ of a commit\n"
          "  assay bc --measure='resnet*'        what an edit breaks, before it is blessed\n"
          "  assay bc --libtorch=/opt/torch-2.12 --measure=resnet18    what another LibTorch moves\n\n"
          "The present is golden/, which //tools:bless writes; nothing is rebuilt and no model runs. With --measure "
          "the\n"
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
                  {.name = "keep",
                   .value = Option::Value::kRequired,
                   .placeholder = "FOLDER",
                   .help = "write what the present was taken for there, as golden/ would be"},
                  {.name = "libtorch",
                   .value = Option::Value::kRequired,
                   .placeholder = "FOLDER",
                   .help = "measure on the unpacked LibTorch in FOLDER too, and tell its differences from the edit's"},
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
