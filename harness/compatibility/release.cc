#include "harness/compatibility/release.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "harness/compatibility/acceptances.h"
#include "harness/compatibility/complete_lock.h"
#include "harness/compatibility/release_files.h"
#include "harness/compatibility/release_index.h"
#include "harness/compatibility/remove_acceptances.h"
#include "harness/compatibility/version.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

using FilesByPath = std::map<std::string, proto::ReleasedFile>;

absl::Status CheckNewVersion(const std::string& version, const std::vector<std::string>& released) {
  ASSAY_RETURN_IF_ERROR(CheckVersion(version));
  if (std::find(released.begin(), released.end(), version) != released.end())
    return absl::AlreadyExistsError(absl::StrCat("release ", version, " exists: what was promised stays"));
  if (!released.empty() && VersionLess(version, released.back())) {
    return absl::FailedPreconditionError(
        absl::StrCat("release ", version, " would come before ", released.back(), ": take a greater version"));
  }
  return absl::OkStatus();
}

absl::Status CheckFindings(absl::Span<const Finding> findings) {
  const auto breaks = [](const Finding& finding) { return finding.breaking() && !finding.accepted; };
  const auto first = std::find_if(findings.begin(), findings.end(), breaks);
  if (first == findings.end()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(std::count_if(findings.begin(), findings.end(), breaks),
                                                    " breaking, the first ", first->rule, " of ", first->subject,
                                                    ": mend it, or accept it in golden/acceptances.textproto"));
}

std::vector<proto::Acceptance> UsedAcceptances(const proto::Acceptances& acceptances,
                                               absl::Span<const Finding> findings) {
  std::vector<proto::Acceptance> used;
  for (const proto::Acceptance& acceptance : acceptances.acceptance()) {
    const bool is_used = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.accepted && Accepts(acceptance, finding);
    });
    if (is_used) used.push_back(acceptance);
  }
  return used;
}

// The newest release; empty where there is none. All its bytes are checked: what an edited file promises must not
// become part of the next release.
absl::StatusOr<proto::ReleaseIndex> PreviousRelease(const std::string& golden,
                                                    const std::vector<std::string>& released) {
  if (released.empty()) return proto::ReleaseIndex();
  ASSAY_RETURN_IF_ERROR(OpenRelease(golden, released.back()).status());
  return ReadReleaseIndex(golden, released.back());
}

}  // namespace

absl::StatusOr<ReleasePlan> PlanRelease(const ReleaseRequest& request, const LockFiles& present,
                                        absl::Span<const Finding> findings) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> released, ListReleases(request.golden));
  ASSAY_RETURN_IF_ERROR(CheckNewVersion(request.version, released));
  ASSAY_RETURN_IF_ERROR(CheckComplete(present));
  ASSAY_RETURN_IF_ERROR(CheckFindings(findings));
  ASSAY_ASSIGN_OR_RETURN(const proto::ReleaseIndex newest, PreviousRelease(request.golden, released));
  FilesByPath previous;
  for (const proto::ReleasedFile& file : newest.file()) previous.emplace(file.path(), file);

  ReleasePlan plan;
  plan.index.set_version(request.version);
  if (!released.empty()) {
    plan.index.set_previous(newest.version());
    plan.index.set_previous_sha256(newest.sha256());
  }
  plan.index.set_date(absl::FormatCivilTime(request.today));
  for (const proto::Acceptance& used : UsedAcceptances(request.acceptances, findings))
    *plan.index.add_accepted() = used;
  for (const auto& [path, sha256] : present.Files()) {
    proto::ReleasedFile& file = *plan.index.add_file();
    file.set_path(path);
    file.set_sha256(sha256);
    file.set_kept_in(request.version);
    const auto before = previous.find(path);
    if (before == previous.end()) {
      plan.added.push_back(path);
      continue;
    }
    if (before->second.sha256() == sha256) {
      file.set_kept_in(before->second.kept_in());
    } else {
      plan.changed.push_back(path);
    }
    previous.erase(before);
  }
  for (const auto& [path, file] : previous) plan.removed.push_back(path);
  if (!released.empty() && plan.added.empty() && plan.changed.empty() && plan.removed.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("nothing changed since release ", released.back(), ": there is nothing new to promise"));
  }
  return plan;
}

absl::Status WriteRelease(const ReleaseRequest& request, const ReleasePlan& plan, const LockFiles& present) {
  const std::string folder = absl::StrCat(request.golden, "/", ReleasedPath(request.version, ""));
  const std::string partial = absl::StrCat(request.golden, "/", ReleasedPath(".partial", ""));
  std::error_code error;
  fs::remove_all(partial, error);
  for (const std::vector<std::string>* paths : {&plan.added, &plan.changed}) {
    for (const std::string& path : *paths) {
      ASSAY_ASSIGN_OR_RETURN(const std::string text, present.Read(path));
      ASSAY_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(partial, path), text));
    }
  }
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(partial, kReleaseIndexFile), ReleaseIndexText(plan.index)));
  fs::rename(fs::path(partial).parent_path(), fs::path(folder).parent_path(), error);
  if (error) return absl::InternalError(absl::StrCat("cannot make ", folder, ": ", error.message()));
  if (plan.index.accepted().empty()) return absl::OkStatus();
  const std::string acceptances = absl::StrCat(request.golden, "/", kAcceptancesFile);
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(acceptances));
  ASSAY_ASSIGN_OR_RETURN(const std::string left,
                         RemoveAcceptances(text, {plan.index.accepted().begin(), plan.index.accepted().end()}));
  return WriteFileAtomically(acceptances, left);
}

}  // namespace assay
