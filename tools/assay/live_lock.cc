#include "tools/assay/live_lock.h"

#include <mutex>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "harness/compatibility/lock_path.h"
#include "harness/compatibility/make_finding.h"
#include "harness/environment.h"
#include "harness/golden.pb.h"
#include "harness/golden_files.h"
#include "harness/legacy_table.h"
#include "harness/run_on_all_cores.h"
#include "harness/validate.h"
#include "models/registry.h"
#include "tools/assay/environment.h"
#include "tools/assay/names.h"
#include "tools/base/progress_line.h"
#include "tools/base/status_macros.h"
#include "weights/catalog.h"

namespace assay {
namespace {

constexpr char kSchema[] = "harness/golden.proto";

// Below golden/.
std::string LockPathOf(const std::string& golden_path) {
  return std::string(absl::StripPrefix(golden_path, "golden/"));
}

Subject SubjectOf(const Builder& builder, const WeightEntry* entry = nullptr) {
  Subject subject{.builder = builder.name, .family = builder.family};
  if (entry != nullptr) {
    subject.entry = entry->name;
    subject.weights = entry->FullName();
  }
  return subject;
}

Finding Stale(const Subject& subject, const std::string& witness) {
  return MakeFinding("LOCK_STALE", subject, witness);
}

// Of a lock that belongs to no version: any bless records it.
Finding StaleLibraryLock(const std::string& path, const std::vector<std::string>& differences) {
  Finding finding = Stale({.builder = path}, absl::StrJoin(differences, "; "));
  finding.file = absl::StrCat("golden/", path);
  finding.remedy = "bless first: ./bazelw run //tools:bless -- '*' --reason=...";
  return finding;
}

template <class M>
absl::StatusOr<std::optional<M>> ReadIfThere(const LockFiles& files, const std::string& path) {
  if (files.Files().count(path) == 0) return std::optional<M>();
  ASSAY_ASSIGN_OR_RETURN(M message, ReadLock<M>(files, path));
  return std::optional<M>(std::move(message));
}

// Which versions and combinations there are.
absl::Status ReadCombinations(const LockFiles& golden, LiveLock& live) {
  ASSAY_ASSIGN_OR_RETURN(const auto was, ReadIfThere<proto::CombinationSet>(golden, kCombinationsFile));
  proto::CombinationSet now;
  std::set<std::string> names;
  for (const std::string& name : list()) {
    const Builder& builder = **FindBuilder(name);
    const auto add = [&](const Subject& subject, const std::string& golden_path) {
      now.add_combination(subject.Text());
      names.insert(subject.Text());
      if (golden.Files().count(LockPathOf(golden_path)) == 0)
        live.findings.push_back(Stale(subject, absl::StrCat(subject.Text(), " is new: there is no ", golden_path)));
    };
    add(SubjectOf(builder), GoldenPath(builder));
    for (const WeightEntry* entry : Catalog::Global().ForBuilder(name))
      add(SubjectOf(builder, entry), GoldenPath(builder, *entry));
  }
  for (const auto& [path, sha256] : golden.Files()) {
    const std::string subject = ParseLockPath(path).Subject();
    if (!subject.empty() && names.count(subject) == 0) live.removed.insert(path);
  }
  std::vector<std::string> differences;
  std::set<std::string> before;
  if (was) before.insert(was->combination().begin(), was->combination().end());
  for (const std::string& name : names) {
    if (before.count(name) == 0) differences.push_back(absl::StrCat(name, " is new"));
  }
  for (const std::string& name : before) {
    if (names.count(name) == 0) differences.push_back(absl::StrCat(name, " is gone"));
  }
  if (differences.empty()) return absl::OkStatus();
  live.changed[kCombinationsFile] = TextprotoText(now, kSchema);
  live.findings.push_back(StaleLibraryLock(kCombinationsFile, differences));
  return absl::OkStatus();
}

absl::Status ReadLegacyCalls(const LockFiles& golden, LiveLock& live) {
  ASSAY_ASSIGN_OR_RETURN(const auto was, ReadIfThere<proto::LegacyTable>(golden, kLegacyFile));
  const proto::LegacyTable now = MeasureLegacyTable();
  const auto differences = CompareLegacyTables(was ? *was : proto::LegacyTable(), now);
  if (differences.empty()) return absl::OkStatus();
  live.changed[kLegacyFile] = TextprotoText(now, kSchema);
  live.findings.push_back(StaleLibraryLock(kLegacyFile, differences));
  return absl::OkStatus();
}

// What was measured of one version or combination.
struct Measured {
  std::string path;
  std::string text;  // empty where the model cannot even be probed
  std::vector<Finding> findings;
};

void AddWrongInItself(const CombinationResult& result, const Subject& subject, Measured& measured) {
  std::vector<std::string> wrong;
  for (const Check& check : result.checks) {
    if (!check.against_lock) wrong.insert(wrong.end(), check.findings.begin(), check.findings.end());
  }
  if (!wrong.empty()) measured.findings.push_back(MakeFinding("WRONG_IN_ITSELF", subject, absl::StrJoin(wrong, "; ")));
}

template <class Golden>
std::string TextOf(Golden now) {
  if (!now.has_probe()) return "";
  *now.mutable_blessing() = CurrentBlessing("measured by assay bc");
  return TextprotoText(now, kSchema);
}

absl::StatusOr<Measured> Measure(const LockFiles& golden, const Builder& builder, ProbeCache& cache) {
  Measured measured{.path = LockPathOf(GoldenPath(builder))};
  ASSAY_ASSIGN_OR_RETURN(const auto was, ReadIfThere<proto::BuilderGolden>(golden, measured.path));
  const BuilderMeasurement now = ValidateBuilder(builder, was ? &*was : nullptr, cache);
  AddWrongInItself(now.result, SubjectOf(builder), measured);
  measured.text = TextOf(now.now);
  return measured;
}

absl::StatusOr<Measured> Measure(const LockFiles& golden, const Builder& builder, const WeightEntry& entry,
                                 ProbeCache& cache) {
  Measured measured{.path = LockPathOf(GoldenPath(builder, entry))};
  ASSAY_ASSIGN_OR_RETURN(const auto was, ReadIfThere<proto::EntryGolden>(golden, measured.path));
  ASSAY_ASSIGN_OR_RETURN(const EntryInputs inputs, InputsOf(entry));
  EntryMeasurement now = ValidateEntry(builder, entry, inputs, was ? &*was : nullptr, cache);
  if (was && was->has_file() && !now.now.has_file()) {
    *now.now.mutable_file() = was->file();
    *now.now.mutable_photograph() = was->photograph();
    *now.now.mutable_sentence() = was->sentence();
  }
  AddWrongInItself(now.result, SubjectOf(builder, &entry), measured);
  measured.text = TextOf(now.now);
  return measured;
}

// A version and those of its entries that match: they share its probe.
absl::StatusOr<std::vector<Measured>> MeasureVersion(const LockFiles& golden, const Builder& builder,
                                                     const std::vector<std::string>& globs) {
  std::vector<Measured> all;
  ProbeCache cache;
  const bool whole = MatchesAnyGlob(globs, builder.name);
  if (whole) {
    ASSAY_ASSIGN_OR_RETURN(Measured measured, Measure(golden, builder, cache));
    all.push_back(std::move(measured));
  }
  for (const WeightEntry* entry : Catalog::Global().ForBuilder(builder.name)) {
    if (!whole && !MatchesAnyGlob(globs, entry->FullName())) continue;
    ASSAY_ASSIGN_OR_RETURN(Measured measured, Measure(golden, builder, *entry, cache));
    all.push_back(std::move(measured));
  }
  return all;
}

}  // namespace

absl::StatusOr<LiveLock> ReadLiveLock(const LockFiles& golden) {
  LiveLock live;
  ASSAY_RETURN_IF_ERROR(ReadCombinations(golden, live));
  ASSAY_RETURN_IF_ERROR(ReadLegacyCalls(golden, live));
  return live;
}

absl::StatusOr<LiveLock> MeasureLiveLock(const LockFiles& golden, const std::vector<std::string>& globs) {
  ASSAY_RETURN_IF_ERROR(CheckGlobs(globs, AllNames()));
  ASSAY_ASSIGN_OR_RETURN(LiveLock live, ReadLiveLock(golden));
  // That golden/ is behind is what measuring is for.
  live.findings.clear();
  const std::vector<std::string> names = list();
  std::vector<absl::StatusOr<std::vector<Measured>>> measured(names.size(), std::vector<Measured>());
  ProgressLine progress;
  std::mutex progress_mutex;
  size_t begun = 0;
  RunOnAllCores(names.size(), [&](size_t i) {
    {
      std::lock_guard<std::mutex> lock(progress_mutex);
      progress.Show(absl::StrCat("[", ++begun, "/", names.size(), "] ", names[i]));
    }
    measured[i] = MeasureVersion(golden, **FindBuilder(names[i]), globs);
  });
  for (auto& versions : measured) {
    if (!versions.ok()) return versions.status();
    for (Measured& one : *versions) {
      if (!one.text.empty()) live.changed[one.path] = std::move(one.text);
      live.findings.insert(live.findings.end(), one.findings.begin(), one.findings.end());
    }
  }
  return live;
}

}  // namespace assay
