// Parts of the gate, each one test: an edit of one golden re-runs the tests that it can change.
//
//   ASSAY_ASSIGN_OR_RETURN(const PartJudgement judgement, JudgeSubject("golden", "resnet/resnet50"));
//
// All parts together find what `assay bc` finds of golden/, neither more nor less: the test of each version and each
// version x entry what is said of that subject, the library's what is said of nothing that has a test of its own, and
// the acceptances' what is said of them. So an acceptances file that makes `assay bc` pass makes every test pass, and
// the other way round.
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
  std::string note;  // what is to be known beside the findings, such as that there is nothing to compare
};

// A version ("resnet/resnet50") or a version x entry ("resnet/resnet50/IMAGENET1K_V1"): the paths of its files below
// `golden`, without extension. Nothing breaks where nothing was released; where no release ever held the subject, only
// its name may: that of a tombstone. An acceptance counts whatever its day: that it lapsed is found by
// JudgeAcceptances, whose test alone is run anew each day.
//
// Read are, in both locks: the golden and trace of the subject; of an entry also those of its version, along with which
// it may move, and the goldens of its family's other versions, into which its weights may be loaded. The rule
// compatibility_test (tools/bazel/assay.bzl) gives a test these files.
// Errors: as OpenNewestRelease but for its NotFound, and as Judge; NotFound where the present has no golden of it.
absl::StatusOr<PartJudgement> JudgeSubject(const std::string& golden, const std::string& subject);

// What no test of a subject finds: of combinations, legacy calls, overrides, categories, components and tombstones, and
// of the versions and entries that went, in any release. All is compared but the traces, which tell nothing of these;
// of the newest release every byte is checked. Acceptances count whatever their day.
absl::StatusOr<PartJudgement> JudgeLibrary(const std::string& golden);

// The acceptances that nothing needs or that have lapsed, of the whole of `golden`.
absl::StatusOr<PartJudgement> JudgeAcceptances(const std::string& golden, absl::CivilDay today);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_BC_PART_H_
