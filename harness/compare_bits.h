// Comparing tensors to the last bit.
//
//   const std::string difference = FirstBitDifference(old_outputs, new_outputs);
//   // "fpn.inner_blocks.0.0.weight at [0, 3, 0, 0]: 0.0125 in the old, 0.034 in the new; 15 of 310 tensors differ"
#ifndef ASSAY_HARNESS_COMPARE_BITS_H_
#define ASSAY_HARNESS_COMPARE_BITS_H_

#include <string>

#include "models/model.h"

namespace assay {

// The first tensor that differs, where, and both values with all their digits; empty where every tensor has the same
// name, type, shape and bits. A tensor may be undefined (a gradient that is not there), and equals one that is too. Two
// NaNs of the same bits are equal, and 0 is not -0.
std::string FirstBitDifference(const NamedTensors& old_tensors, const NamedTensors& new_tensors);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPARE_BITS_H_
