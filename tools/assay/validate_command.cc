// assay validate [GLOB...]: versions and combinations against the lock.
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/combination_trace.h"
#include "harness/components/component.h"
#include "harness/environment.h"
#include "harness/run_on_all_cores.h"
#include "harness/validate.h"
#include "models/registry.h"
#include "tools/assay/commands.h"
#include "tools/assay/environment.h"
#include "tools/assay/fetch_all.h"
#include "tools/assay/golden.h"
#include "tools/assay/names.h"
#include "tools/assay/report.h"
#include "tools/assay/table.h"
#include "tools/assay/user_path.h"
#include "tools/base/progress_line.h"
#include "weights/catalog.h"
#include "weights/fetch/fetch_entry.h"
#include "weights/fetch/progress.h"

namespace assay {
namespace {

// A version; with `entry` a version x entry; or a component instead.
struct Combination {
  const Builder* builder = nullptr;
  const WeightEntry* entry = nullptr;
  std::optional<Component> component = std::nullopt;

  // As the column of builders has it.
  std::string BuilderName() const { return component ? component->FullName() : builder->name; }
  std::string Name() const { return entry == nullptr ? BuilderName() : entry->FullName(); }
};

// Each version, then its entries; the components. A version that matches brings its entries; an entry can match alone.
// No glob is all.
std::vector<Combination> Select(const std::vector<std::string>& globs) {
  std::vector<Combination> combinations;
  for (const std::string& name : list()) {
    const Builder* builder = *FindBuilder(name);
    const bool whole = globs.empty() || MatchesAnyGlob(globs, name);
    if (whole) combinations.push_back({builder});
    for (const WeightEntry* entry : Catalog::Global().ForBuilder(name)) {
      if (whole || MatchesAnyGlob(globs, entry->FullName())) combinations.push_back({builder, entry});
    }
  }
  for (const Component& component : ComponentLocks()) {
    if (globs.empty() || MatchesAnyGlob(globs, component.FullName())) combinations.push_back({.component = component});
  }
  return combinations;
}

// A golden that cannot be read is neither right nor missing.
CombinationResult Unreadable(const Combination& combination, const absl::Status& status) {
  return {.builder = combination.BuilderName(),
          .weights = combination.entry == nullptr ? "" : combination.entry->FullName(),
          .checks = {{.name = "golden", .summary = "golden", .findings = {std::string(status.message())}}}};
}

// The measurement's result, and where what moved comes from.
template <class Measurement, class Golden>
CombinationResult WithSource(const Combination& combination, const std::optional<Golden>& golden,
                             Measurement measured) {
  if (!golden || measured.result.outcome() != Outcome::kFail) return std::move(measured.result);
  const Builder& builder = *combination.builder;
  const auto own = combination.entry == nullptr ? false : HasOwnTrace(builder, *combination.entry);
  const std::string path = own.ok() && *own ? GoldenPath(builder, *combination.entry) : GoldenPath(builder);
  const auto trace = ReadGolden<proto::Trace>(TracePath(path));
  if (!trace.ok()) return Unreadable(combination, trace.status());
  if (trace->has_value()) {
    NameSource(builder, combination.entry, **trace, golden->probe(), measured.now.probe(), measured.result);
  }
  return std::move(measured.result);
}

CombinationResult Validate(const Combination& combination, ProbeCache& cache) {
  if (combination.component) {
    const auto golden = ReadGolden<proto::ComponentGolden>(combination.component->GoldenPath());
    if (!golden.ok()) return Unreadable(combination, golden.status());
    return ValidateComponent(*combination.component, {.root = RunfilePath("assay")},
                             golden->has_value() ? &**golden : nullptr)
        .result;
  }
  const Builder& builder = *combination.builder;
  if (combination.entry == nullptr) {
    const auto golden = ReadGolden<proto::BuilderGolden>(GoldenPath(builder));
    if (!golden.ok()) return Unreadable(combination, golden.status());
    return WithSource(combination, *golden, ValidateBuilder(builder, golden->has_value() ? &**golden : nullptr, cache));
  }
  const WeightEntry& entry = *combination.entry;
  const auto golden = ReadGolden<proto::EntryGolden>(GoldenPath(builder, entry));
  if (!golden.ok()) return Unreadable(combination, golden.status());
  const auto inputs = InputsOf(entry);
  if (!inputs.ok()) return Unreadable(combination, inputs.status());
  return WithSource(combination, *golden,
                    ValidateEntry(builder, entry, *inputs, golden->has_value() ? &**golden : nullptr, cache));
}

// A version and its entries are one task, so that they share its probe, and so is each component; the tasks run side by
// side.
std::vector<CombinationResult> ValidateAll(const std::vector<Combination>& combinations) {
  std::vector<size_t> starts;  // of each task in `combinations`
  for (size_t i = 0; i < combinations.size(); ++i) {
    if (i == 0 || combinations[i].component || combinations[i].builder != combinations[i - 1].builder)
      starts.push_back(i);
  }
  std::vector<CombinationResult> results(combinations.size());
  ProgressLine progress;
  std::mutex progress_mutex;
  size_t begun = 0;
  const auto skeletons = std::make_shared<Skeletons>();
  RunOnAllCores(starts.size(), [&](size_t task) {
    ProbeCache cache(ProbeParts(), skeletons);
    const size_t end = task + 1 < starts.size() ? starts[task + 1] : combinations.size();
    for (size_t i = starts[task]; i < end; ++i) {
      {
        std::lock_guard<std::mutex> lock(progress_mutex);
        progress.Show(absl::StrCat("[", ++begun, "/", combinations.size(), "] ", combinations[i].Name()));
      }
      results[i] = Validate(combinations[i], cache);
    }
  });
  return results;
}

// Fetches what is missing of the entries, as `assay fetch` does. False where something could not be; it is then
// PENDING.
bool Download(const std::vector<Combination>& combinations) {
  std::vector<const WeightEntry*> entries;
  for (const Combination& combination : combinations) {
    if (combination.entry != nullptr) entries.push_back(combination.entry);
  }
  bool all = true;
  DownloadReporter reporter;
  FetchOptions options = FetchOptionsFromEnvironment();
  options.events = reporter.Events();
  for (const EntryFile& file : FetchAll(entries, options)) {
    // What has no url and lies in a package is not to be downloaded; a wrong file fails its own check.
    if (file.file.ok() || (file.url.empty() && absl::IsNotFound(file.file.status()))) continue;
    Complain(absl::StrCat(file.weights, ": ", file.file.status().message()));
    all = false;
  }
  return all;
}

ExitCode Run(const Arguments& arguments) {
  const auto start = std::chrono::steady_clock::now();
  const std::vector<std::string> globs = CanonicalGlobs(arguments.words());
  if (const absl::Status status = CheckGlobs(globs, LockedNames()); !status.ok()) return Fail(status);
  const std::string report = UserPath(arguments.Value("json"));
  if (const absl::Status status = report.empty() ? absl::OkStatus() : CheckWritable(report); !status.ok())
    return Fail(status);

  const std::vector<Combination> combinations = Select(globs);
  const bool fetched = !arguments.Has("download") || Download(combinations);
  const std::vector<CombinationResult> results = ValidateAll(combinations);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  if (arguments.Has("json") && report.empty()) {
    std::cout << ReportJson(results, CurrentEnvironment());
  } else {
    std::cout << ReportText(results, seconds.count(), ColourWanted(STDOUT_FILENO));
  }
  if (!report.empty()) {
    const absl::Status written = WriteReport(report, ReportJson(results, CurrentEnvironment()));
    if (!written.ok()) return Fail(written);
  }
  return Summarise(results).fail > 0 || !fetched ? kFindings : kFine;
}

}  // namespace

Command ValidateCommand() {
  return {
      .name = "validate",
      .usage = "[GLOB...] [--download] [--json[=FILE]]",
      .summary = "hold versions and their weights against the lock: PASS, FAIL, or PENDING where a file is not at hand",
      .details =
          "  assay validate\n"
          "  assay validate 'mobilenet_v2*' 'efficientnet_lite0*'\n"
          "  assay validate MobileNet_V2_Weights.IMAGENET1K_V1 --json=report.json\n\n"
          "A GLOB matches a builder's name (then its weights come along), the full name of weights, or a component\n"
          "(components/readers). Weight files are taken from pinned packages, the folder that ASSAY_WEIGHTS names,\n"
          "the cache and PyTorch's; nothing is downloaded without --download. A download that fails leaves PENDING\n"
          "behind, and ends with 1.\n",
      .options = {{.name = "json",
                   .value = Option::Value::kOptional,
                   .placeholder = "FILE",
                   .help = "one JSON document instead of the table; with FILE written there beside it"},
                  {.name = "download", .help = "fetch the files that are missing first, as `assay fetch` does"}},
      .run = Run};
}

}  // namespace assay
