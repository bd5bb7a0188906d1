#include "harness/compatibility/judge_default.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/compatibility/field_change.h"
#include "harness/compatibility/measured_update.h"

namespace assay::bc {

std::optional<Finding> JudgeDefault(const Subject& version, const std::string& default_entry,
                                    const std::map<std::string, proto::EntryGolden>& entries) {
  const auto found = entries.find(default_entry);
  if (found == entries.end()) return std::nullopt;
  const proto::EntryGolden& now = found->second;
  std::vector<std::string> worse, undecided;
  for (const auto& [name, other] : entries) {
    if (name == default_entry || ValueOf(other.catalogue(), "taxonomy") != ValueOf(now.catalogue(), "taxonomy"))
      continue;
    for (const MeasuredUpdate& update : CompareMeasured(other, now)) {
      const std::string text = absl::StrCat("beside ", name, " ", update.Text());
      if (update.verdict.kind == UpdateVerdict::Kind::kWorse) worse.push_back(text);
      if (update.verdict.kind == UpdateVerdict::Kind::kUndecided) undecided.push_back(text);
    }
  }
  if (worse.empty() && undecided.empty()) return std::nullopt;
  return MakeFinding(
      worse.empty() ? "DEFAULT_UNDECIDED" : "DEFAULT_WORSE", version,
      absl::StrCat("the default is ", default_entry, ", ", absl::StrJoin(worse.empty() ? undecided : worse, "; ")));
}

}  // namespace assay::bc
