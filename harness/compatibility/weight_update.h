// New weights beside those that are the default: what who moves to them gets.
//
//   const WeightUpdate update = CompareWeights("IMAGENET1K_V1", old, "IMAGENET1K_V2", added);
//   // acc@1 of ImageNet-1K  76.13   80.858
//   // coffee.png            espresso 99.2%   espresso 97.0%
//   update.advice;   // "default should move to IMAGENET1K_V2: every metric in common is better"
#ifndef ASSAY_HARNESS_COMPATIBILITY_WEIGHT_UPDATE_H_
#define ASSAY_HARNESS_COMPATIBILITY_WEIGHT_UPDATE_H_

#include <string>
#include <vector>

#include "harness/compatibility/finding.h"
#include "harness/golden.pb.h"

namespace assay::bc {

struct WeightUpdate {
  std::vector<FindingRow> rows;
  // How many photographs of both have another first category, and another set of five; of how many.
  int photographs = 0;
  int top1_changed = 0;
  int top5_changed = 0;
  std::string advice;
};

// `default_entry` is the builder's default now.
WeightUpdate CompareWeights(const std::string& old_name, const proto::EntryGolden& old_entry,
                            const std::string& new_name, const proto::EntryGolden& new_entry,
                            const std::string& default_entry);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_WEIGHT_UPDATE_H_
