#include "tools/assay/names.h"

#include <fnmatch.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/components/component.h"
#include "models/registry.h"
#include "tools/base/suggest.h"
#include "weights/catalog.h"

namespace assay {

bool MatchesGlob(const std::string& glob, const std::string& name) {
  return fnmatch(glob.c_str(), name.c_str(), FNM_CASEFOLD) == 0;
}

bool MatchesAnyGlob(absl::Span<const std::string> globs, const std::string& name) {
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return MatchesGlob(glob, name); });
}

absl::Status CheckGlobs(absl::Span<const std::string> globs, absl::Span<const std::string> names) {
  std::vector<std::string> complaints;
  for (const std::string& glob : globs) {
    if (std::any_of(names.begin(), names.end(), [&](const std::string& name) { return MatchesGlob(glob, name); }))
      continue;
    complaints.push_back(absl::StrCat("nothing is called \"", glob, "\"", DidYouMean(glob, names)));
  }
  return complaints.empty() ? absl::OkStatus() : absl::NotFoundError(absl::StrJoin(complaints, "\n       "));
}

std::vector<std::string> CanonicalGlobs(std::vector<std::string> globs) {
  for (std::string& glob : globs) {
    for (const WeightEntry* entry : Catalog::Global().Entries()) {
      if (absl::EqualsIgnoreCase(glob, entry->enum_name)) {
        glob = absl::StrCat(entry->enum_name, ".*");
        break;
      }
    }
    if (!absl::StrContains(glob, ".")) continue;
    if (const auto entry = Catalog::Global().Find(glob); entry.ok()) glob = (*entry)->FullName();
  }
  return globs;
}

std::vector<std::string> AllNames() {
  std::vector<std::string> names = list();
  for (const std::string& builder : list()) {
    for (const WeightEntry* entry : Catalog::Global().ForBuilder(builder)) names.push_back(entry->FullName());
  }
  return names;
}

std::vector<std::string> LockedNames() {
  std::vector<std::string> names = AllNames();
  for (const Component& component : ComponentLocks()) names.push_back(component.FullName());
  return names;
}

}  // namespace assay
