#include "harness/claim.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/check_timer.h"
#include "harness/model_pair.h"
#include "harness/run_on_all_cores.h"
#include "models/exceptions.h"
#include "models/registry.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// The two models of the claim, where the overrides that are given hold for the new one.
absl::StatusOr<ModelPair> Make(const Claim& claim, const std::vector<NamedOverride>& overrides) {
  Model old_model = ConstructSeeded(claim.old_model);
  ASSAY_ASSIGN_OR_RETURN(const ScopedContext scope, EnterOverrides(overrides));
  return ModelPair(std::move(old_model), ConstructSeeded(claim.new_model));
}

absl::StatusOr<std::vector<Check>> CompareAll(const Claim& claim) {
  ASSAY_ASSIGN_OR_RETURN(ModelPair pair, Make(claim, claim.overrides));
  std::vector<Check> checks;
  for (const ModelPair::Part& part : ModelPair::Parts()) {
    const Stopwatch stopwatch;
    Check check{.name = part.name, .summary = absl::StrCat(part.name, " equal")};
    const std::string difference = (pair.*part.compare)();
    if (!difference.empty()) {
      check.summary = absl::StrCat(part.name, " differs");
      check.findings = {difference};
    }
    check.seconds = stopwatch.Seconds();
    checks.push_back(std::move(check));
    // Other tensors have no values to compare.
    if (checks.front().outcome() == Outcome::kFail) break;
  }
  return checks;
}

// The first difference where one of the overrides is left out; empty where there is none.
absl::StatusOr<std::string> DifferenceWithout(const Claim& claim, size_t left_out) {
  std::vector<NamedOverride> others = claim.overrides;
  others.erase(others.begin() + left_out);
  ASSAY_ASSIGN_OR_RETURN(ModelPair pair, Make(claim, others));
  for (const ModelPair::Part& part : ModelPair::Parts()) {
    const std::string difference = (pair.*part.compare)();
    if (!difference.empty()) return absl::StrCat(part.name, ": ", difference);
  }
  return std::string();
}

absl::StatusOr<Check> CheckNeeded(const Claim& claim, size_t index) {
  const Stopwatch stopwatch;
  Check check{.name = OverrideText(claim.overrides[index])};
  ASSAY_ASSIGN_OR_RETURN(const std::string difference, DifferenceWithout(claim, index));
  check.summary = absl::StrCat("without ", check.name, ", ", difference);
  if (difference.empty()) {
    check.summary = absl::StrCat(check.name, " changes nothing");
    check.findings = {
        absl::StrCat("the claim is idle: without ", check.name,
                     " the new is the old too; leave the override out, or claim against what really changed")};
  }
  check.seconds = stopwatch.Seconds();
  return check;
}

absl::StatusOr<ClaimResult> Prove(const Claim& claim) {
  // One thread, so that no sum's order depends on the machine.
  SingleThreadScope single_thread;
  const Stopwatch stopwatch;
  ClaimResult result;
  ASSAY_ASSIGN_OR_RETURN(result.checks, CompareAll(claim));
  for (size_t i = 0; i < claim.overrides.size(); ++i) {
    ASSAY_ASSIGN_OR_RETURN(Check check, CheckNeeded(claim, i));
    result.checks.push_back(std::move(check));
  }
  result.seconds = stopwatch.Seconds();
  return result;
}

}  // namespace

absl::StatusOr<ClaimResult> ProveClaim(const Claim& claim) {
  if (claim.overrides.empty()) {
    return absl::InvalidArgumentError("a claim needs overrides: that two builders are one without any is no claim");
  }
  absl::StatusOr<ClaimResult> result = absl::UnknownError("not run");
  const auto run = ExceptionsToStatus([&] {
    result = Prove(claim);
    return true;
  });
  return run.ok() ? result : run.status();
}

absl::StatusOr<Claim> ClaimOfBuilders(absl::string_view old_builder, absl::string_view new_builder,
                                      std::vector<NamedOverride> overrides) {
  ASSAY_ASSIGN_OR_RETURN(const Builder* old_found, FindBuilder(old_builder));
  ASSAY_ASSIGN_OR_RETURN(const Builder* new_found, FindBuilder(new_builder));
  return Claim{.old_model = [old_found] { return Construct(*old_found, {}); },
               .new_model = [new_found] { return Construct(*new_found, {}); },
               .overrides = std::move(overrides)};
}

}  // namespace assay
