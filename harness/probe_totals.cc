// What a combination's golden holds of its probe.
#include <cmath>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "harness/compare_probe.h"

namespace assay {
namespace {

using Values = google::protobuf::RepeatedPtrField<proto::NamedValue>;

// The norm of all, and of one tensor's several moments one norm each: "all running_mean".
void SumUp(Values& values, const char* all_of_one_kind) {
  std::map<std::string, double> squares;
  for (const proto::NamedValue& value : values) {
    const std::string kind =
        all_of_one_kind != nullptr ? all_of_one_kind : value.name().substr(value.name().rfind('.') + 1);
    squares[kind] += value.value() * value.value();
  }
  values.Clear();
  for (const auto& [kind, sum] : squares) {
    proto::NamedValue& total = *values.Add();
    total.set_name(absl::StrCat("all ", kind));
    total.set_value(std::sqrt(sum));
  }
}

}  // namespace

proto::Probe Totals(const proto::Probe& probe) {
  proto::Probe totals = probe;
  totals.set_state_sha256(StateSha256(probe));
  totals.clear_state();
  totals.clear_init_seed0_sum();
  SumUp(*totals.mutable_gradient_l2(), "parameters");
  SumUp(*totals.mutable_calibrated_l2(), nullptr);
  if (totals.has_training()) SumUp(*totals.mutable_training()->mutable_buffer_l2(), nullptr);
  return totals;
}

}  // namespace assay
