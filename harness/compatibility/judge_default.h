// Whether a builder's new default is as good as the entries that it stands before.
#ifndef ASSAY_HARNESS_COMPATIBILITY_JUDGE_DEFAULT_H_
#define ASSAY_HARNESS_COMPATIBILITY_JUDGE_DEFAULT_H_

#include <map>
#include <optional>
#include <string>

#include "harness/compatibility/finding.h"
#include "harness/compatibility/make_finding.h"
#include "harness/golden.pb.h"

namespace assay::bc {

// `entries`: the version's, by name. DEFAULT_WORSE where the default is worse than another entry of its taxonomy on the
// same images, DEFAULT_UNDECIDED where the images do not tell; none where nothing was measured of two.
std::optional<Finding> JudgeDefault(const Subject& version, const std::string& default_entry,
                                    const std::map<std::string, proto::EntryGolden>& entries);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_JUDGE_DEFAULT_H_
