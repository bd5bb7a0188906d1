#include "harness/validate.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/api_lock.h"
#include "harness/check_timer.h"
#include "harness/compare_probe.h"
#include "harness/environment.h"
#include "harness/probe.h"

namespace assay {
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

// What callers write.
void CheckApi(const Builder& builder, const proto::BuilderGolden* golden, ProbeCache& cache,
              BuilderMeasurement& measured) {
  RunCheck(measured.result, "api", [&](Check& check) {
    const auto model = cache.Skeleton(builder, {});
    if (!model.ok()) return check.findings.push_back(std::string(model.status().message()));
    proto::BuilderApi& now = *measured.now.mutable_api();
    now = MeasureApi(builder, model->signature());
    // The probe's check says that there is none.
    if (golden == nullptr) return;
    check.against_lock = true;
    if (!golden->has_api()) {
      check.findings.push_back(absl::StrCat("the lock holds no interface: ", BlessCommand(builder.name)));
      return;
    }
    // A test of a version links no catalogue, and cannot know its default: those of the entries hold it.
    if (!builder.weights_enum.empty() && !OfficialWeights(builder).ok() && golden->api().has_default_entry())
      now.set_default_entry(golden->api().default_entry());
    check.findings = CompareApis(golden->api(), now);
  });
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
    probe = cache.Get(builder, DefaultOptions(builder));
    if (!probe.ok()) {
      check.findings.push_back(absl::StrCat("the probe did not run: ", probe.status().message()));
      RecordFailure(probe.status(), measured.now);
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
  if (probe.ok()) CheckApi(builder, golden, cache, measured);
  measured.result.seconds = stopwatch.Seconds();
  return measured;
}

}  // namespace assay
