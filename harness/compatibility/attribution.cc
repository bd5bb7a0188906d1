#include "harness/compatibility/attribution.h"

#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "harness/compatibility/compare_locks.h"
#include "harness/compatibility/lock_path.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

using Key = std::tuple<std::string, std::string, std::string>;
using Keys = std::set<Key>;

Key KeyOf(const Finding& finding) { return {finding.rule, finding.subject, finding.item}; }

Keys KeysOf(const std::vector<Finding>& findings) {
  Keys keys;
  for (const Finding& finding : findings) keys.insert(KeyOf(finding));
  return keys;
}

Finding OfTheEnvironment(Finding finding, const std::string& where) {
  finding.severity = Severity::kNotice;
  finding.witness = absl::StrCat(where, ": ", finding.witness);
  finding.breaks = "";
  finding.remedy =
      "nothing in this repository moved: pin the LibTorch, or bless on the new one and say in the release what it "
      "moves";
  return finding;
}

template <class Golden>
absl::StatusOr<proto::Blessing> ReadBlessing(const LockFiles& files, const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const auto golden, ReadLock<Golden>(files, path));
  return golden.blessing();
}

// Empty for a file that is measured of no model and no component.
absl::StatusOr<proto::Blessing> BlessingOf(const LockFiles& files, const std::string& path) {
  const LockPath parsed = ParseLockPath(path);
  if (parsed.kind == LockPath::kBuilder) return ReadBlessing<proto::BuilderGolden>(files, path);
  if (parsed.kind == LockPath::kEntry) return ReadBlessing<proto::EntryGolden>(files, path);
  if (absl::StartsWith(path, "components/")) return ReadBlessing<proto::ComponentGolden>(files, path);
  return proto::Blessing();
}

}  // namespace

absl::StatusOr<std::string> MeasuredOn(const LockFiles& files) {
  std::optional<std::string> first;
  for (const auto& [path, sha256] : files.Files()) {
    ASSAY_ASSIGN_OR_RETURN(const proto::Blessing blessing, BlessingOf(files, path));
    if (!blessing.has_libtorch()) continue;
    const std::string text = absl::StrCat("LibTorch ", blessing.libtorch(), ", ", blessing.cpu_capability());
    if (blessing.reason() == kMeasuredReason) return text;
    if (!first) first = text;
  }
  return first.value_or("an unknown LibTorch");
}

absl::StatusOr<Attribution> Attribute(const LockFiles& promised, const LockFiles& here, const LockFiles& there,
                                      const ByHand& by_hand, absl::CivilDay today) {
  ASSAY_ASSIGN_OR_RETURN(const std::string on_here, MeasuredOn(here));
  ASSAY_ASSIGN_OR_RETURN(const std::string on_there, MeasuredOn(there));
  if (on_here == on_there) {
    return absl::InvalidArgumentError(
        absl::StrCat("both were measured on ", on_here, ": give another LibTorch, or another CPU capability"));
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<Finding> findings, Judge(promised, here, by_hand, today));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<Finding> elsewhere, CompareLocks(promised, there, by_hand.tombstones));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<Finding> between, CompareLocks(here, there, by_hand.tombstones));
  const Keys there_too = KeysOf(elsewhere), moved = KeysOf(between);
  Attribution attribution;
  Keys told;
  for (Finding& finding : findings) {
    // Only what the two LibTorches disagree about can be theirs.
    if (there_too.count(KeyOf(finding)) || !moved.count(KeyOf(finding))) {
      attribution.change.push_back(std::move(finding));
      continue;
    }
    told.insert(KeyOf(finding));
    attribution.environment.push_back(
        OfTheEnvironment(std::move(finding), absl::StrCat("on ", on_here, " and not on ", on_there)));
  }
  for (const Finding& finding : between) {
    if (told.count(KeyOf(finding)) == 0)
      attribution.environment.push_back(OfTheEnvironment(finding, absl::StrCat(on_here, " -> ", on_there)));
  }
  return attribution;
}

}  // namespace assay
