#include "harness/compatibility/metric_order.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"

namespace assay::bc {
namespace {

// "nan" and "inf" are what a measurement leaves that failed: no value of a metric.
bool IsNumber(const std::string& text, double& value) {
  return absl::SimpleAtod(text, &value) && std::isfinite(value);
}

}  // namespace

bool LowerIsBetter(absl::string_view metric) {
  // Of dotted names the last part is the metric; data sets have names with dots too, metrics have none.
  const std::string name =
      absl::AsciiStrToLower(metric.substr(metric.rfind('.') == absl::string_view::npos ? 0 : metric.rfind('.') + 1));
  constexpr absl::string_view kErrors[] = {"wer", "cer", "eer",        "mae",  "mse", "rmse",
                                           "epe", "fid", "perplexity", "loss", "err"};
  return std::any_of(std::begin(kErrors), std::end(kErrors),
                     [&](absl::string_view error) { return name == error || absl::StartsWith(name, error); });
}

bool IsWorse(absl::string_view metric, const std::string& was, const std::string& is) {
  double old_value = 0, new_value = 0;
  const bool was_number = IsNumber(was, old_value);
  if (!IsNumber(is, new_value)) return was_number;
  if (!was_number) return false;
  return LowerIsBetter(metric) ? new_value > old_value : new_value < old_value;
}

}  // namespace assay::bc
