#include "harness/compatibility/complete_lock.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/compatibility/lock_path.h"
#include "harness/compatibility/parallel.h"
#include "harness/golden.pb.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

using Missing = std::vector<std::string>;

std::string DoesNotRun(const proto::Probe& probe) {
  return absl::StrCat("no answer, the model does not run: ", probe.failure());
}

// The parts that a golden lacks.
Missing PartsMissing(const proto::BuilderGolden& golden) {
  Missing missing;
  if (!golden.has_probe()) missing.push_back("no probe");
  if (golden.probe().has_failure()) {
    missing.push_back(DoesNotRun(golden.probe()));
  } else if (golden.has_probe() && !golden.probe().has_training()) {
    missing.push_back("no probe of the training mode");
  }
  if (!golden.has_api()) missing.push_back("no API");
  return missing;
}

Missing PartsMissing(const proto::EntryGolden& golden) {
  Missing missing;
  if (!golden.has_probe()) missing.push_back("no probe");
  if (golden.probe().has_failure()) missing.push_back(DoesNotRun(golden.probe()));
  if (golden.catalogue().empty()) missing.push_back("no fields of the catalogue");
  return missing;
}

template <class Golden>
absl::StatusOr<Missing> PartsMissing(const LockFiles& files, const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const Golden golden, ReadLock<Golden>(files, path));
  Missing missing = PartsMissing(golden);
  for (std::string& part : missing) part = absl::StrCat("golden/", path, ": ", part);
  return missing;
}

absl::Status AddMissingParts(const LockFiles& files, Missing& missing) {
  std::vector<std::string> paths;
  for (const auto& [path, sha256] : files.Files()) paths.push_back(path);
  std::vector<absl::StatusOr<Missing>> found(paths.size(), Missing());
  ForEachOnAllCores(paths.size(), [&](size_t i) {
    const LockPath::Kind kind = ParseLockPath(paths[i]).kind;
    if (kind == LockPath::kBuilder) found[i] = PartsMissing<proto::BuilderGolden>(files, paths[i]);
    if (kind == LockPath::kEntry) found[i] = PartsMissing<proto::EntryGolden>(files, paths[i]);
  });
  for (const absl::StatusOr<Missing>& parts : found) {
    if (!parts.ok()) return parts.status();
    missing.insert(missing.end(), parts->begin(), parts->end());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> FindMissingFiles(const LockFiles& files) {
  Missing missing;
  std::set<std::string> combinations, goldens, traced;
  if (files.Files().count(kCombinationsFile) == 0) {
    missing.push_back(absl::StrCat("golden/", kCombinationsFile, " is missing"));
  } else {
    ASSAY_ASSIGN_OR_RETURN(const auto set, ReadLock<proto::CombinationSet>(files, kCombinationsFile));
    combinations.insert(set.combination().begin(), set.combination().end());
    if (combinations.empty()) missing.push_back(absl::StrCat("golden/", kCombinationsFile, " names no combination"));
  }
  for (const auto& [path, sha256] : files.Files()) {
    const LockPath parsed = ParseLockPath(path);
    if (parsed.kind == LockPath::kUnknown) missing.push_back(absl::StrCat("golden/", path, " is no lock of anything"));
    if (parsed.Subject().empty()) continue;
    if (combinations.count(parsed.Subject()) == 0)
      missing.push_back(absl::StrCat("golden/", path, " is of ", parsed.Subject(), ", which is gone: remove it"));
    if (parsed.kind == LockPath::kBuilder || parsed.kind == LockPath::kEntry) goldens.insert(parsed.Subject());
    if (parsed.kind == LockPath::kBuilderTrace) traced.insert(parsed.Subject());
  }
  for (const std::string& combination : combinations) {
    const bool version = combination.find(" x ") == std::string::npos;
    if (goldens.count(combination) == 0) missing.push_back(absl::StrCat(combination, " has no golden"));
    if (version && traced.count(combination) == 0) missing.push_back(absl::StrCat(combination, " has no trace"));
  }
  return missing;
}

absl::Status CheckComplete(const LockFiles& files) {
  ASSAY_ASSIGN_OR_RETURN(Missing missing, FindMissingFiles(files));
  for (const char* path : {kLegacyFile, kOverridesFile}) {
    if (files.Files().count(path) == 0) missing.push_back(absl::StrCat("golden/", path, " is missing"));
  }
  ASSAY_RETURN_IF_ERROR(AddMissingParts(files, missing));
  if (missing.empty()) return absl::OkStatus();
  constexpr size_t kShown = 10;
  const size_t count = missing.size();
  if (count > kShown) missing.resize(kShown);
  return absl::FailedPreconditionError(
      absl::StrCat(files.Name(), " is not whole:\n  ", absl::StrJoin(missing, "\n  "),
                   count > kShown ? absl::StrCat("\n  and ", count - kShown, " more") : "",
                   "\nwhat is missing is made by ./bazelw run //tools:bless -- '*' --reason=..."));
}

}  // namespace assay
