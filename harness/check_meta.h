// Holds an entry's meta-data against what can be measured, so that a number in the catalogue is never a matter of
// trust.
//
//   for (const std::string& finding : CheckMeta(entry, "classification", facts, file_bytes)) std::cerr << finding;
//   // ops is 4.1 in the catalogue, 4.089 counted for an image of 224x224
#ifndef ASSAY_HARNESS_CHECK_META_H_
#define ASSAY_HARNESS_CHECK_META_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "harness/model_facts.h"
#include "weights/weight_entry.h"

namespace assay {

// What is wrong in `entry.meta`, a sentence each: num_params, ops and min_size against `facts`, of which those that the
// task's schema calls measured may not be missing; categories against their file and a classifier's outputs; file_size
// against the file where it is at hand; an encoder's sizes; the task against the builder's; licence, recipe and metrics
// against the rules of weights/meta_schema.h, also in an entry that no textproto brought.
std::vector<std::string> CheckMeta(const WeightEntry& entry, absl::string_view builder_task, const ModelFacts& facts,
                                   std::optional<int64_t> file_bytes);

}  // namespace assay

#endif  // ASSAY_HARNESS_CHECK_META_H_
