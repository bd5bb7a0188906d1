// Parts of the gate, each one test: an edit of one golden re-runs the test of its own subject.
//
//   ASSAY_ASSIGN_OR_RETURN(const PartJudgement judgement, JudgeSubject("golden", "resnet/resnet50"));
#ifndef ASSAY_HARNESS_COMPATIBILITY_BC_PART_H_
#define ASSAY_HARNESS_COMPATIBILITY_BC_PART_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "harness/compatibility/finding.h"
#include "harness/compatibility/judge.h"

namespace assay {

struct PartJudgement {
  std::string against;  // "release 1.0"
  std::vector<Finding> findings;
  std::string note;  // why there is nothing to compare; empty where there is
};

// A version ("resnet/resnet50") or a version x entry ("resnet/resnet50/IMAGENET1K_V1"): the paths of its files below
// `golden`, without extension. Nothing is found where nothing was released; where the newest release does not hold the
// subject, only that its name is an old one. An acceptance counts whatever its day: that it lapsed is found by
// JudgeAcceptances, whose test alone is run anew each day.
// Errors: as OpenNewestRelease but for its NotFound, and as Judge; NotFound where the present has no golden of it.
absl::StatusOr<PartJudgement> JudgeSubject(const std::string& golden, const std::string& subject);

// What belongs to no version (combinations, legacy calls, overrides, categories, components), and all that was promised
// of the versions and entries that went, in any release. Of `golden` no golden of a version or entry is read; of the
// newest release every byte is checked. Acceptances count whatever their day.
absl::StatusOr<PartJudgement> JudgeLibrary(const std::string& golden);

// The acceptances that nothing needs or that have lapsed, of the whole of `golden`.
absl::StatusOr<PartJudgement> JudgeAcceptances(const std::string& golden, absl::CivilDay today);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_BC_PART_H_
