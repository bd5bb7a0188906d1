// What the lock holds of the whole library and not of one builder: which combinations there are, the categories' files,
// and the classes whose defaults ContextParams overrides.
//
//   for (const proto::CategoryNames& now : MeasureCategories()) CompareCategories(golden, now);
#ifndef ASSAY_HARNESS_SHARED_LOCKS_H_
#define ASSAY_HARNESS_SHARED_LOCKS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/golden.pb.h"

namespace assay {

// Every linked builder, and every combination of one with an entry of the linked catalogue.
proto::CombinationSet MeasureCombinations();

// A sentence for each combination that is new, then for each that is gone.
std::vector<std::string> CompareCombinations(const proto::CombinationSet& expected,
                                             const proto::CombinationSet& actual);

// The files of categories that the linked catalogue's entries name, sorted, each with all its names.
// Errors: NotFound where one is not linked.
absl::StatusOr<std::vector<proto::CategoryNames>> MeasureCategories();

// "golden/categories/imagenet1k.textproto".
std::string CategoriesPath(const std::string& file);

// A sentence for each name that stands at another place than it did, that is new or that is gone; cut after ten.
std::vector<std::string> CompareCategories(const proto::CategoryNames& expected, const proto::CategoryNames& actual);

// The classes that are linked, as models/context.h lists them.
proto::OverrideTable MeasureOverrides();

// A sentence for each class or parameter that is new or gone, or of another type, base or choices.
std::vector<std::string> CompareOverrides(const proto::OverrideTable& expected, const proto::OverrideTable& actual);

}  // namespace assay

#endif  // ASSAY_HARNESS_SHARED_LOCKS_H_
