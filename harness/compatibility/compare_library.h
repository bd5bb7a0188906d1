// What belongs to the whole library: overrides, legacy calls, categories.
#ifndef ASSAY_HARNESS_COMPATIBILITY_COMPARE_LIBRARY_H_
#define ASSAY_HARNESS_COMPATIBILITY_COMPARE_LIBRARY_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/compatibility/finding.h"
#include "harness/golden.pb.h"

namespace assay::bc {

// OVERRIDE_REMOVED, OVERRIDE_CHANGED and OVERRIDE_ADDED; the subject is the class.
std::vector<Finding> CompareOverrides(const proto::OverrideTable& was, const proto::OverrideTable& is);

// What is told of builders elsewhere and shows in the legacy table too.
struct ToldOfBuilders {
  std::set<std::string> removed;
  std::set<std::string> default_moved;
  std::set<std::string> enum_renamed;
  std::set<std::string> entries_removed;  // "ResNet50_Weights.IMAGENET1K_V1"
};

// LEGACY_CALL_CHANGED; the subject is the builder.
std::vector<Finding> CompareLegacyCalls(const proto::LegacyTable& was, const proto::LegacyTable& is,
                                        const ToldOfBuilders& told);

// READER_CHANGED and COMPONENT_CHANGED, for each case that does otherwise or is gone; the subject is "readers: a.pth".
std::vector<Finding> CompareComponentCases(const proto::ComponentGolden& promised,
                                           const proto::ComponentGolden& present);

// The first difference of two lists of names: "category 281 is tiger cat, was tabby". Empty where there is none.
std::string CategoryWords(const proto::CategoryNames& was, const proto::CategoryNames& is);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_COMPARE_LIBRARY_H_
