#include "harness/validate.h"

#include "absl/strings/str_cat.h"
#include "harness/check_timer.h"
#include "harness/compare_probe.h"
#include "harness/environment.h"
#include "harness/probe.h"

namespace assay {
namespace {

// All that decides how a model is constructed.
std::string Key(const Builder& builder, const ConstructOptions& options) {
  std::string key = absl::StrCat(builder.name, " ", options.num_classes);
  const auto add = [&](const std::string& name, const OptionValue& value) {
    absl::StrAppend(&key, " ", name, "=", std::visit([](const auto& v) { return absl::StrCat(v); }, value));
  };
  for (const ImpliedOption& option : options.implied_options) add(option.name, option.value);
  for (const ImpliedOverride& implied : options.overrides) add(implied.target + "." + implied.parameter, implied.value);
  return key;
}

}  // namespace

absl::StatusOr<proto::Probe> ProbeCache::Get(const Builder& builder, const ConstructOptions& options) {
  const std::string key = Key(builder, options);
  auto found = probes_.find(key);
  if (found == probes_.end()) {
    found = probes_.emplace(key, RunProbe([&] { return Construct(builder, options); })).first;
  }
  return found->second;
}

BuilderMeasurement ValidateBuilder(const Builder& builder, const proto::BuilderGolden* golden, ProbeCache& cache) {
  const Stopwatch stopwatch;
  BuilderMeasurement measured;
  measured.result.builder = builder.name;
  measured.now.set_builder(builder.name);
  absl::StatusOr<proto::Probe> probe = absl::UnknownError("not run");
  RunCheck(measured.result, "probe", [&](Check& check) {
    probe = cache.Get(builder, {});
    if (!probe.ok()) {
      check.findings.push_back(absl::StrCat("the probe did not run: ", probe.status().message()));
    } else if (golden == nullptr) {
      check.findings.push_back(absl::StrCat("no golden yet: ", BlessCommand(builder.name)));
      check.against_lock = true;
    }
  });
  if (probe.ok()) *measured.now.mutable_probe() = *probe;
  if (probe.ok() && golden != nullptr) {
    // The parts tell more than their sum.
    const double seconds = measured.result.checks.front().seconds;
    measured.result.checks.clear();
    for (ProbePart& part : CompareProbes(golden->probe(), *probe, LockTolerance(CpuHasAvx2()))) {
      measured.result.checks.push_back({.name = part.name,
                                        .summary = absl::StrCat(part.name, " ", part.summary),
                                        .findings = std::move(part.findings),
                                        .against_lock = true});
    }
    measured.result.checks.front().seconds = seconds;
    if (golden->builder() != builder.name) {
      measured.result.checks.front().findings.push_back(
          absl::StrCat("the golden is that of ", golden->builder(), ", not of ", builder.name));
    }
  }
  measured.result.seconds = stopwatch.Seconds();
  return measured;
}

}  // namespace assay
