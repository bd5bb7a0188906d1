// Which of two values of a metric is the better one.
#ifndef ASSAY_HARNESS_COMPATIBILITY_METRIC_ORDER_H_
#define ASSAY_HARNESS_COMPATIBILITY_METRIC_ORDER_H_

#include <string>

#include "absl/strings/string_view.h"

namespace assay::bc {

// True for errors and losses, by the metric's name ("wer", "meta.metrics.LibriSpeech.wer").
bool LowerIsBetter(absl::string_view metric);

// True where `is` is worse than `was`; values that are no finite numbers are worse than any that are.
bool IsWorse(absl::string_view metric, const std::string& was, const std::string& is);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_METRIC_ORDER_H_
