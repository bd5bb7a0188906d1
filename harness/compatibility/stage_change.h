// What became of a preset's steps on the inputs that never change.
#ifndef ASSAY_HARNESS_COMPATIBILITY_STAGE_CHANGE_H_
#define ASSAY_HARNESS_COMPATIBILITY_STAGE_CHANGE_H_

#include <string>

#include "harness/compare_stages.h"

namespace assay::bc {

struct StageChange {
  std::string words;  // "landscape: resize is the first step that differs: ... (and 2 more inputs)"; empty for none
  std::string stage;  // "resize"
};

// The first difference. Inputs and steps that are new were not promised.
StageChange FirstStageChange(const Stages& was, const Stages& is);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_STAGE_CHANGE_H_
