#include "harness/claim_weights.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/check_timer.h"
#include "harness/model_pair.h"
#include "harness/run_on_all_cores.h"
#include "models/exceptions.h"
#include "tools/base/status_macros.h"
#include "weights/catalog.h"

namespace assay {
namespace {

// What `get` is told. An entry goes to its own builder alone: the claim is that it could go to another.
GetOptions OptionsFor(const Builder& old_builder, const WeightEntry& entry, const std::string& path) {
  WeightEntry file = entry;
  file.url = path;
  file.packaged.reset();
  const bool of_backbone = entry.builder != old_builder.name;
  GetOptions options{.progress = false};
  if (of_backbone) {
    options.weights_backbone = std::move(file);
  } else {
    file.enum_name.clear();
    file.builder.clear();
    options.weights = std::move(file);
  }
  return options;
}

absl::StatusOr<Built> GetWithin(const std::vector<NamedOverride>& overrides, const std::string& builder,
                                const GetOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const ScopedContext scope, EnterOverrides(overrides));
  return get(builder, options);
}

}  // namespace

std::vector<const WeightEntry*> EntriesOfClaim(const Builder& old_builder) {
  std::vector<const WeightEntry*> entries = Catalog::Global().ForBuilder(old_builder.name);
  if (old_builder.backbone.empty()) return entries;
  for (const WeightEntry* entry : Catalog::Global().ForBuilder(old_builder.backbone)) entries.push_back(entry);
  return entries;
}

absl::StatusOr<Check> ProveOnWeights(const Builder& old_builder, const Builder& new_builder,
                                     const std::vector<NamedOverride>& overrides, const WeightEntry& entry,
                                     const std::string& path) {
  SingleThreadScope single_thread;
  const Stopwatch stopwatch;
  Check check{.name = entry.FullName(), .summary = absl::StrCat(entry.FullName(), " equal")};
  const GetOptions options = OptionsFor(old_builder, entry, path);
  ASSAY_ASSIGN_OR_RETURN(Built old_built, get(old_builder.name, options));
  ASSAY_ASSIGN_OR_RETURN(Built new_built, GetWithin(overrides, new_builder.name, options));
  ModelPair pair(std::move(old_built.model), std::move(new_built.model));
  ASSAY_ASSIGN_OR_RETURN(const std::string difference, ExceptionsToStatus([&] { return pair.CompareAsLoaded(); }));
  if (!difference.empty()) {
    check.summary = absl::StrCat(entry.FullName(), " differs");
    check.findings = {difference};
  }
  check.seconds = stopwatch.Seconds();
  return check;
}

}  // namespace assay
