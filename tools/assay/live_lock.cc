#include "tools/assay/live_lock.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/api_lock.h"
#include "harness/compatibility/lock_path.h"
#include "harness/compatibility/make_finding.h"
#include "harness/golden.pb.h"
#include "harness/golden_files.h"
#include "harness/legacy_table.h"
#include "harness/shared_locks.h"
#include "models/model.h"
#include "models/registry.h"
#include "tools/assay/live_lock_parts.h"
#include "tools/base/status_macros.h"
#include "weights/catalog.h"

namespace assay {
namespace {

using live_lock::kSchema;
using live_lock::LockPathOf;
using live_lock::ReadIfThere;
using live_lock::SubjectOf;

// A line that a person still reads; what bless says has all of them.
constexpr size_t kMostDifferences = 8;

Finding Stale(const Subject& subject, const std::vector<std::string>& differences) {
  const size_t shown = std::min(differences.size(), kMostDifferences);
  std::string witness = absl::StrJoin(differences.begin(), differences.begin() + shown, "; ");
  if (shown < differences.size()) absl::StrAppend(&witness, "; and ", differences.size() - shown, " more");
  return MakeFinding("LOCK_STALE", subject, witness);
}

// Of a lock that belongs to no version: any bless records it.
Finding StaleLibraryLock(const std::string& path, const std::vector<std::string>& differences) {
  Finding finding = Stale({.builder = path}, differences);
  finding.file = absl::StrCat("golden/", path);
  finding.remedy = "bless first: ./bazelw run //tools:bless -- '*' --reason=...";
  return finding;
}

// Which versions and combinations there are: those without a golden, and goldens of those that went.
void FindMissing(const LockFiles& golden, LiveLock& live) {
  std::set<std::string> names;
  const auto look = [&](const Subject& subject, const std::string& golden_path) {
    names.insert(subject.Text());
    if (golden.Files().count(LockPathOf(golden_path)) == 0)
      live.findings.push_back(Stale(subject, {absl::StrCat(subject.Text(), " is new: there is no ", golden_path)}));
  };
  for (const std::string& name : list()) {
    const Builder& builder = **FindBuilder(name);
    look(SubjectOf(builder), GoldenPath(builder));
    for (const WeightEntry* entry : Catalog::Global().ForBuilder(name))
      look(SubjectOf(builder, entry), GoldenPath(builder, *entry));
  }
  for (const auto& [path, sha256] : golden.Files()) {
    const std::string subject = ParseLockPath(path).Subject();
    if (!subject.empty() && names.count(subject) == 0) live.removed.insert(path);
  }
}

// A lock that belongs to no version.
template <class Golden, class CompareFunction>
absl::Status ReadShared(const LockFiles& golden, const std::string& golden_path, const Golden& now,
                        CompareFunction compare, LiveLock& live) {
  const std::string path = LockPathOf(golden_path);
  ASSAY_ASSIGN_OR_RETURN(const auto was, ReadIfThere<Golden>(golden, path));
  const std::vector<std::string> differences = compare(was ? *was : Golden(), now);
  if (differences.empty()) return absl::OkStatus();
  live.changed[path] = TextprotoText(now, kSchema);
  live.findings.push_back(StaleLibraryLock(path, differences));
  return absl::OkStatus();
}

absl::Status ReadAllShared(const LockFiles& golden, LiveLock& live) {
  ASSAY_RETURN_IF_ERROR(ReadShared(golden, kCombinationsFile, MeasureCombinations(), CompareCombinations, live));
  ASSAY_RETURN_IF_ERROR(ReadShared(golden, kLegacyFile, MeasureLegacyTable(), CompareLegacyTables, live));
  ASSAY_RETURN_IF_ERROR(ReadShared(golden, kOverridesFile, MeasureOverrides(), CompareOverrides, live));
  ASSAY_ASSIGN_OR_RETURN(const auto categories, MeasureCategories());
  for (const proto::CategoryNames& now : categories)
    ASSAY_RETURN_IF_ERROR(ReadShared(golden, CategoriesPath(now.file()), now, CompareCategories, live));
  return absl::OkStatus();
}

// What callers write: the signature is golden/'s own, since a model would have to be made to ask for it.
absl::Status ReadApi(const LockFiles& golden, const Builder& builder, LiveLock& live) {
  const std::string path = LockPathOf(GoldenPath(builder));
  ASSAY_ASSIGN_OR_RETURN(auto now, ReadIfThere<proto::BuilderGolden>(golden, path));
  if (!now || !now->has_api()) return absl::OkStatus();
  const proto::BuilderApi was = now->api();
  const Signature signature = {.inputs = {was.input().begin(), was.input().end()},
                               .optional_inputs = {was.optional_input().begin(), was.optional_input().end()},
                               .outputs = {was.output().begin(), was.output().end()}};
  *now->mutable_api() = MeasureApi(builder, signature);
  const std::vector<std::string> differences = CompareApis(was, now->api());
  if (differences.empty()) return absl::OkStatus();
  live.changed[path] = TextprotoText(*now, kSchema);
  live.findings.push_back(Stale(SubjectOf(builder), differences));
  return absl::OkStatus();
}

// What the catalogue says.
absl::Status ReadCatalogue(const LockFiles& golden, const Builder& builder, const WeightEntry& entry, LiveLock& live) {
  const std::string path = LockPathOf(GoldenPath(builder, entry));
  ASSAY_ASSIGN_OR_RETURN(const auto was, ReadIfThere<proto::EntryGolden>(golden, path));
  if (!was || was->catalogue().empty()) return absl::OkStatus();
  proto::EntryGolden now = *was;
  ASSAY_RETURN_IF_ERROR(MeasureCatalogue(entry, now));
  const std::vector<std::string> differences = CompareCatalogues(*was, now);
  if (differences.empty()) return absl::OkStatus();
  live.changed[path] = TextprotoText(now, kSchema);
  live.findings.push_back(Stale(SubjectOf(builder, &entry), differences));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LiveLock> ReadLiveLock(const LockFiles& golden) {
  LiveLock live;
  FindMissing(golden, live);
  ASSAY_RETURN_IF_ERROR(ReadAllShared(golden, live));
  for (const std::string& name : list()) {
    const Builder& builder = **FindBuilder(name);
    ASSAY_RETURN_IF_ERROR(ReadApi(golden, builder, live));
    for (const WeightEntry* entry : Catalog::Global().ForBuilder(name))
      ASSAY_RETURN_IF_ERROR(ReadCatalogue(golden, builder, *entry, live));
  }
  return live;
}

}  // namespace assay
