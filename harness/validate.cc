#include "harness/validate.h"

#include <string>
#include <utility>
#include <vector>

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

ProbeCache::Probed& ProbeCache::Run(const Builder& builder, const ConstructOptions& options) {
  std::unique_lock<std::mutex> lock(mutex_);
  Probed& probed = probes_[Key(builder, options)];
  lock.unlock();
  std::call_once(probed.once, [&] {
    probed.probe =
        RunProbe([&] { return *(probed.model = Construct(builder, options)); }, {.noise = noise_ == Noise::kMeasure});
    if (!probed.model) return;
    // As large as the model itself, and of no further use.
    for (const StateEntry& entry : probed.model->state_dict()) entry.tensor.mutable_grad().reset();
  });
  return probed;
}

absl::StatusOr<proto::Probe> ProbeCache::Get(const Builder& builder, const ConstructOptions& options) {
  return Run(builder, options).probe;
}

absl::StatusOr<ModelFacts> ProbeCache::Facts(const Builder& builder, const ConstructOptions& options,
                                             std::optional<SizeMeta> image) {
  Probed& probed = Run(builder, options);
  if (!probed.probe.ok()) return probed.probe.status();
  const std::pair<int, int> size = image ? std::make_pair(image->height, image->width) : std::make_pair(0, 0);
  const auto [found, is_new] = probed.facts.try_emplace(size);
  if (is_new) found->second = MeasureFacts(*probed.model, image);
  return found->second;
}

namespace {

// A check for each part: they tell more than their sum.
std::vector<Check> CompareWithLock(const proto::BuilderGolden& golden, const proto::Probe& probe) {
  const Environment now = CurrentEnvironment();
  const bool draws_alike = DrawAlike(golden.blessing().cpu_capability(), now.cpu_capability);
  const std::string elsewhere = BlessedElsewhere(golden.blessing(), now);
  std::vector<Check> checks;
  for (ProbePart& part : CompareProbes(golden.probe(), probe, ToleranceOf(golden.probe(), draws_alike))) {
    checks.push_back({.name = part.name,
                      .summary = absl::StrCat(part.name, " ", part.summary),
                      .findings = std::move(part.findings),
                      .against_lock = true});
    if (part.kind != ProbePart::Kind::kState && !checks.back().findings.empty() && !elsewhere.empty())
      checks.back().findings.push_back(elsewhere);
  }
  if (!golden.probe().has_noise()) checks.front().findings.push_back(NoNoiseFloor(golden.builder()));
  return checks;
}

}  // namespace

std::string NoNoiseFloor(const std::string& subject) {
  return absl::StrCat("the lock holds no noise floor, so that equal numbers alone pass: ", BlessCommand(subject));
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
    const double seconds = measured.result.checks.front().seconds;
    measured.result.checks = CompareWithLock(*golden, *probe);
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
