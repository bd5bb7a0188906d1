// Comparing the steps of a preset, or any values that the lock holds by their bytes, with what was recorded.
//
//   for (const std::string& finding : CompareStages(golden.preprocessing(), now.preprocessing())) Report(finding);
//   // landscape: resize is the first step that differs: 393216 values of mean 101.3, was 98.7
#ifndef ASSAY_HARNESS_COMPARE_STAGES_H_
#define ASSAY_HARNESS_COMPARE_STAGES_H_

#include <string>
#include <vector>

#include "google/protobuf/repeated_field.h"
#include "harness/golden.pb.h"

namespace assay {

using Stages = google::protobuf::RepeatedPtrField<proto::StageGolden>;

// How `now` differs from `expected`, in words; empty where it does not. Where both hold the bytes' sha256 that decides,
// else the summaries do, within float32 rounding.
std::string StageDifference(const proto::StageGolden& expected, const proto::StageGolden& now);

// A sentence for each input whose steps differ, with the first step that does: the ones after it follow from it. Inputs
// and steps that one side alone holds are findings too.
std::vector<std::string> CompareStages(const Stages& expected, const Stages& now);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPARE_STAGES_H_
