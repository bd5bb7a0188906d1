// The live lock by measuring: see live_lock.h.
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/combination_trace.h"
#include "harness/compatibility/attribution.h"
#include "harness/components/component.h"
#include "harness/environment.h"
#include "harness/golden.pb.h"
#include "harness/golden_files.h"
#include "harness/run_on_all_cores.h"
#include "harness/validate.h"
#include "models/registry.h"
#include "tools/assay/environment.h"
#include "tools/assay/live_lock.h"
#include "tools/assay/live_lock_parts.h"
#include "tools/assay/names.h"
#include "tools/base/progress_line.h"
#include "tools/base/status_macros.h"
#include "weights/catalog.h"

namespace assay {
namespace {

using live_lock::kSchema;
using live_lock::LockPathOf;
using live_lock::ReadIfThere;
using live_lock::SubjectOf;

// What was measured of one version or combination.
struct Measured {
  std::map<std::string, std::string> files;  // none where the model cannot even be probed
  std::vector<Finding> findings;
};

void AddWrongInItself(const CombinationResult& result, const Subject& subject, Measured& measured) {
  std::vector<std::string> wrong;
  for (const Check& check : result.checks) {
    if (!check.against_lock) wrong.insert(wrong.end(), check.findings.begin(), check.findings.end());
  }
  if (!wrong.empty()) measured.findings.push_back(MakeFinding("WRONG_IN_ITSELF", subject, absl::StrJoin(wrong, "; ")));
}

// The text of a golden, and of the trace beside it where something differs: the trace alone tells no difference.
template <class Golden>
absl::Status AddFiles(Golden now, const CombinationResult& result, const Builder& builder, const WeightEntry* entry,
                      const std::string& golden_path, Measured& measured) {
  AddWrongInItself(result, SubjectOf(builder, entry), measured);
  // What does not run is wrong in itself, which is told.
  if (!now.has_probe() || now.probe().has_failure()) return absl::OkStatus();
  *now.mutable_blessing() = CurrentBlessing(kMeasuredReason);
  measured.files[LockPathOf(golden_path)] = TextprotoText(now, kSchema);
  if (result.outcome() != Outcome::kFail) return absl::OkStatus();
  bool own = true;
  if (entry != nullptr) {
    ASSAY_ASSIGN_OR_RETURN(own, HasOwnTrace(builder, *entry));
  }
  if (!own) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const proto::Trace trace, RecordCombinationTrace(builder, entry));
  measured.files[LockPathOf(TracePath(golden_path))] = TextprotoText(trace, kSchema);
  return absl::OkStatus();
}

absl::Status Measure(const LockFiles& golden, const Builder& builder, ProbeCache& cache, Measured& measured) {
  const std::string path = GoldenPath(builder);
  ASSAY_ASSIGN_OR_RETURN(const auto was, ReadIfThere<proto::BuilderGolden>(golden, LockPathOf(path)));
  BuilderMeasurement now = ValidateBuilder(builder, was ? &*was : nullptr, cache);
  return AddFiles(std::move(now.now), now.result, builder, nullptr, path, measured);
}

absl::Status Measure(const LockFiles& golden, const Builder& builder, const WeightEntry& entry, ProbeCache& cache,
                     Measured& measured) {
  const std::string path = GoldenPath(builder, entry);
  ASSAY_ASSIGN_OR_RETURN(const auto was, ReadIfThere<proto::EntryGolden>(golden, LockPathOf(path)));
  ASSAY_ASSIGN_OR_RETURN(const EntryInputs inputs, InputsOf(entry));
  EntryMeasurement now = ValidateEntry(builder, entry, inputs, was ? &*was : nullptr, cache);
  if (was) KeepAnswers(*was, now.now);
  return AddFiles(std::move(now.now), now.result, builder, &entry, path, measured);
}

// What belongs to no single builder.
absl::Status Measure(const LockFiles& golden, const Component& component, Measured& measured) {
  const std::string path = LockPathOf(component.GoldenPath());
  ASSAY_ASSIGN_OR_RETURN(const auto was, ReadIfThere<proto::ComponentGolden>(golden, path));
  ComponentMeasurement now = ValidateComponent(component, {.root = RunfilePath("assay")}, was ? &*was : nullptr);
  AddWrongInItself(now.result, {.builder = component.FullName()}, measured);
  *now.now.mutable_blessing() = CurrentBlessing(kMeasuredReason);
  measured.files[path] = TextprotoText(now.now, kSchema);
  return absl::OkStatus();
}

// A version and those of its entries that match: they share its probe.
absl::StatusOr<Measured> MeasureVersion(const LockFiles& golden, const Builder& builder,
                                        const std::vector<std::string>& globs) {
  Measured measured;
  ProbeCache cache;
  const bool whole = MatchesAnyGlob(globs, builder.name);
  if (whole) ASSAY_RETURN_IF_ERROR(Measure(golden, builder, cache, measured));
  for (const WeightEntry* entry : Catalog::Global().ForBuilder(builder.name)) {
    if (!whole && !MatchesAnyGlob(globs, entry->FullName())) continue;
    ASSAY_RETURN_IF_ERROR(Measure(golden, builder, *entry, cache, measured));
  }
  return measured;
}

}  // namespace

absl::StatusOr<LiveLock> MeasureLiveLock(const LockFiles& golden, const std::vector<std::string>& globs) {
  ASSAY_RETURN_IF_ERROR(CheckGlobs(globs, LockedNames()));
  ASSAY_ASSIGN_OR_RETURN(LiveLock live, ReadLiveLock(golden));
  // That golden/ is behind is what measuring is for.
  live.findings.clear();
  const std::vector<std::string> names = list();
  std::vector<Component> components;
  for (Component& component : ComponentLocks()) {
    if (MatchesAnyGlob(globs, component.FullName())) components.push_back(std::move(component));
  }
  const size_t count = names.size() + components.size();
  std::vector<absl::StatusOr<Measured>> measured(count, Measured());
  ProgressLine progress;
  std::mutex progress_mutex;
  size_t begun = 0;
  RunOnAllCores(count, [&](size_t i) {
    const std::string name = i < names.size() ? names[i] : components[i - names.size()].FullName();
    {
      std::lock_guard<std::mutex> lock(progress_mutex);
      progress.Show(absl::StrCat("[", ++begun, "/", count, "] ", name));
    }
    if (i < names.size()) {
      measured[i] = MeasureVersion(golden, **FindBuilder(name), globs);
    } else if (absl::Status status = Measure(golden, components[i - names.size()], *measured[i]); !status.ok()) {
      measured[i] = std::move(status);
    }
  });
  for (auto& version : measured) {
    if (!version.ok()) return version.status();
    for (auto& [path, text] : version->files) live.changed[path] = std::move(text);
    live.findings.insert(live.findings.end(), version->findings.begin(), version->findings.end());
  }
  return live;
}

}  // namespace assay
