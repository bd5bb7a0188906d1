#include "benchmarks/measure/stopping.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "benchmarks/measure/statistics.h"

namespace assay {
namespace {

std::string Percent(double share) { return absl::StrFormat("%.2g %%", 100 * share); }

// What keeps the samples from being enough; empty where they are.
std::string Unmet(std::vector<double> samples, double seconds, const StopRule& rule) {
  if (samples.size() < rule.fewest) return absl::StrCat("fewer than ", rule.fewest, " samples");
  std::sort(samples.begin(), samples.end());
  const std::optional<double> noise = MedianNoise(samples);
  if (!noise.has_value()) return "the samples say nothing of the median's precision";
  if (*noise > rule.noise) return absl::StrCat("known to ", Percent(*noise), ", not ", Percent(rule.noise));
  if (seconds < rule.fewest_seconds)
    return absl::StrFormat("%.2g s of samples, not %.2g s", seconds, rule.fewest_seconds);
  return "";
}

}  // namespace

StopDecision ShouldStop(std::vector<double> samples, double seconds, const StopRule& rule) {
  const bool is_over = seconds >= rule.most_seconds || samples.size() >= rule.most;
  const size_t count = samples.size();
  std::string unmet = Unmet(std::move(samples), seconds, rule);
  if (unmet.empty()) return {.stop = true};
  if (!is_over) return {};
  return {.stop = true, .unmet = absl::StrFormat("%s (%d samples, %.2g s)", unmet, count, seconds)};
}

}  // namespace assay
