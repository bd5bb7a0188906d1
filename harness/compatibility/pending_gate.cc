#include "harness/compatibility/pending_gate.h"

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/compatibility/release_files.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"

namespace assay {

absl::StatusOr<std::string> WhyNotPending(const std::string& golden, const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> releases, ListReleases(golden));
  if (releases.empty()) return std::string("no release holds it yet");
  ASSAY_ASSIGN_OR_RETURN(const auto promised, OpenRelease(golden, releases.back(), {path}));
  if (promised->Files().count(path) == 0) return absl::StrCat("it is new since ", promised->Name());
  const absl::StatusOr<std::string> present = ReadFile(absl::StrCat(golden, "/", path));
  if (absl::IsNotFound(present.status())) return absl::StrCat("golden/", path, " is missing");
  if (!present.ok()) return present.status();
  if (TextSha256(*present) != promised->Files().at(path)) {
    return absl::StrCat("golden/", path, " changed since ", promised->Name());
  }
  return std::string();
}

}  // namespace assay
