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
  std::string data_digest;
  UpdateVerdict verdict;
  PairedCounts counts;

  // "on Digits UNDECIDED: ...".
  std::string Text() const;
  // "on Digits 09b78523: 5 won, 2 lost of 449": what was measured, and nothing that is computed from it.
  std::string Key() const;
};

// One for each data set whose very images both locks hold answers to; bits that are damaged are left out, which the
// entry's own accuracy test tells. The margin is the data set's; one point where nobody knows the data set.
std::vector<MeasuredUpdate> CompareMeasured(const proto::EntryGolden& before, const proto::EntryGolden& after);

// Why a measurement cannot be compared with any of a data set's others; empty where it can, and of `others` without one
// of that name.
std::string WhyNotComparable(const proto::AccuracyGolden& measured, const proto::EntryGolden& others);

// Whether two entries are one: the same tensors, prepared alike, in one builder with the same implied options.
bool AreSameTensors(const proto::EntryGolden& one, const proto::EntryGolden& other);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_MEASURED_UPDATE_H_
