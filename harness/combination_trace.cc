#include "harness/combination_trace.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "harness/compare_probe.h"
#include "harness/localise.h"
#include "harness/trace.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

void Add(const std::optional<Localisation>& source, Check& check) {
  if (source) check.findings.push_back(absl::StrCat("first module that differs: ", source->Sentence()));
}

// A check of what the probe puts out that failed: of a version one of its parts, of a combination their sum.
Check* FailedProbe(const WeightEntry* entry, CombinationResult& result) {
  for (Check& check : result.checks) {
    const bool puts_out = entry != nullptr ? check.name == "probe" : check.name != "state" && check.name != "init";
    if (puts_out && check.against_lock && !check.findings.empty()) return &check;
  }
  return nullptr;
}

std::optional<Localisation> SourceOf(const proto::Trace& locked, const proto::Trace& now, const proto::Probe& was,
                                     const proto::Probe& is) {
  if (auto source = FirstDifference(locked, now, std::max(was.noise().output(), was.noise().amplified())))
    return source;
  // No output moved: what training alone shows, else what normalisation takes away again.
  if (auto source = FirstAttributeChange(locked, now)) return source;
  return FirstDifferentTensor(was.calibrated_l2(), is.calibrated_l2(), ToleranceOf(was).calibrated, 0, now);
}

}  // namespace

absl::StatusOr<bool> HasOwnTrace(const Builder& builder, const WeightEntry& entry) {
  ASSAY_ASSIGN_OR_RETURN(const ConstructOptions options, ResolveOptions(builder.name, entry, std::nullopt));
  return options.num_classes != builder.num_classes || !options.implied_options.empty() ||
         !options.overrides.empty();
}

absl::StatusOr<proto::Trace> RecordCombinationTrace(const Builder& builder, const WeightEntry* entry) {
  ConstructOptions options = DefaultOptions(builder);
  if (entry != nullptr) {
    ASSAY_ASSIGN_OR_RETURN(options, ResolveOptions(builder.name, *entry, std::nullopt));
  }
  return RecordTrace([&] { return Construct(builder, options); });
}

void NameSource(const Builder& builder, const WeightEntry* entry, const proto::Trace& locked, const proto::Probe& was,
                const proto::Probe& is, CombinationResult& result) {
  for (Check& check : result.checks) {
    if (check.name == "init" && !check.findings.empty()) {
      Add(FirstDifferentTensor(was.init_seed0_sum(), is.init_seed0_sum(), ToleranceOf(was).init, /*floor=*/1, locked),
          check);
    }
  }
  Check* failed = FailedProbe(entry, result);
  // Without a probe of now it has told why already.
  if (failed == nullptr || !is.has_output()) return;
  const auto now = RecordCombinationTrace(builder, entry);
  if (now.ok()) Add(SourceOf(locked, *now, was, is), *failed);
}

}  // namespace assay
