// Whether a builder's new default is as good as the entries that it stands before.
//
//   for (Finding& finding : JudgeDefault(subject, {.name = "DIGITS_V2", .promised = "DIGITS_V1"}, entries)) ...
#ifndef ASSAY_HARNESS_COMPATIBILITY_JUDGE_DEFAULT_H_
#define ASSAY_HARNESS_COMPATIBILITY_JUDGE_DEFAULT_H_

#include <map>
#include <string>
#include <vector>

#include "harness/compatibility/finding.h"
#include "harness/compatibility/make_finding.h"
#include "harness/golden.pb.h"

namespace assay::bc {

struct NewDefault {
  std::string name;
  std::string promised = {};  // the default that it takes the place of; empty of a builder that is new
};

// `entries`: the version's, by name. The default is held against each of its taxonomy, data set by data set:
// DEFAULT_WORSE where it is worse on the same images, DEFAULT_UNDECIDED where the images do not tell. Where there are
// no images that both were measured on, nothing tells either: DEFAULT_UNDECIDED, of an entry that was measured on some,
// and of the promised default in any case. An entry that is not measured, and that nobody was promised as the default,
// asks for nothing.
//
// Each finding's item names both entries and what was counted, so that what is accepted is that alone.
std::vector<Finding> JudgeDefault(const Subject& version, const NewDefault& is,
                                  const std::map<std::string, proto::EntryGolden>& entries);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_JUDGE_DEFAULT_H_
