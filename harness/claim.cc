#include "harness/claim.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/check_timer.h"
#include "harness/model_pair.h"
#include "harness/run_on_all_cores.h"
#include "models/exceptions.h"
#include "models/registry.h"
#include "tools/base/status_macros.h"
#include "tools/base/suggest.h"

namespace assay {
namespace {

bool Contains(const std::vector<std::string>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsClaimed(const Claim& claim, const ModelPair::Part& part) {
  return claim.scope.empty() || Contains(claim.scope, part.name);
}

absl::Status CheckScope(const Claim& claim) {
  if (claim.scope.empty()) return absl::OkStatus();
  std::vector<std::string> parts;
  for (const ModelPair::Part& part : ModelPair::Parts()) parts.push_back(part.name);
  for (const std::string& name : claim.scope) {
    if (Contains(parts, name)) continue;
    return absl::InvalidArgumentError(absl::StrCat("the scope names \"", name, "\": expected some of ",
                                                   absl::StrJoin(parts, ", "), DidYouMean(name, parts)));
  }
  if (Contains(claim.scope, "state")) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "the scope leaves \"state\" out: models of other tensors have nothing that could be compared");
}

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
    if (IsClaimed(claim, part)) {
      if (!difference.empty()) {
        check.summary = absl::StrCat(part.name, " differs");
        check.findings = {difference};
      }
    } else if (difference.empty()) {
      check.findings = {absl::StrCat(part.name, " is equal too, beyond the scope: add it to the scope")};
    } else {
      check.summary = absl::StrCat(part.name, " differs, as the scope says: ", difference);
    }
    check.seconds = stopwatch.Seconds();
    checks.push_back(std::move(check));
    // Other tensors have no values to compare.
    if (checks.front().outcome() == Outcome::kFail) break;
  }
  return checks;
}

// The first difference in the scope where one of the overrides is left out; empty where there is none.
absl::StatusOr<std::string> DifferenceWithout(const Claim& claim, size_t left_out) {
  std::vector<NamedOverride> others = claim.overrides;
  others.erase(others.begin() + left_out);
  ASSAY_ASSIGN_OR_RETURN(ModelPair pair, Make(claim, others));
  for (const ModelPair::Part& part : ModelPair::Parts()) {
    const std::string difference = (pair.*part.compare)();
    if (!difference.empty() && IsClaimed(claim, part)) return absl::StrCat(part.name, ": ", difference);
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
  ASSAY_RETURN_IF_ERROR(CheckScope(claim));
  absl::StatusOr<ClaimResult> result = absl::UnknownError("not run");
  const absl::Status run = ExceptionsToStatus([&] { result = Prove(claim); });
  return run.ok() ? result : run;
}

absl::StatusOr<Claim> ClaimOfBuilders(absl::string_view old_builder, absl::string_view new_builder,
                                      std::vector<NamedOverride> overrides, std::vector<std::string> scope) {
  ASSAY_ASSIGN_OR_RETURN(const Builder* old_found, FindBuilder(old_builder));
  ASSAY_ASSIGN_OR_RETURN(const Builder* new_found, FindBuilder(new_builder));
  return Claim{.old_model = [old_found] { return Construct(*old_found, DefaultOptions(*old_found)); },
               .new_model = [new_found] { return Construct(*new_found, DefaultOptions(*new_found)); },
               .overrides = std::move(overrides),
               .scope = std::move(scope)};
}

}  // namespace assay
