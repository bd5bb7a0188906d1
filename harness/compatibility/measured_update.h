// Two sets of weights by what both were measured on, image by image: the verdict of harness/accuracy/verdict.h from two
// locks, without a model or the data.
//
//   for (const MeasuredUpdate& update : CompareMeasured(old_golden, new_golden)) std::cout << update.Text();
#ifndef ASSAY_HARNESS_COMPATIBILITY_MEASURED_UPDATE_H_
#define ASSAY_HARNESS_COMPATIBILITY_MEASURED_UPDATE_H_

#include <string>
#include <vector>

#include "harness/accuracy/intervals.h"
#include "harness/accuracy/verdict.h"
#include "harness/golden.pb.h"

namespace assay::bc {

struct MeasuredUpdate {
  std::string dataset;
  UpdateVerdict verdict;
  PairedCounts counts;

  // "on Digits UNDECIDED: ...".
  std::string Text() const;
};

// One for each data set whose very images both locks hold answers to; bits that are damaged are left out, which the
// entry's own accuracy test tells. The margin is the data set's; one point where nobody knows the data set.
std::vector<MeasuredUpdate> CompareMeasured(const proto::EntryGolden& before, const proto::EntryGolden& after);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_MEASURED_UPDATE_H_
