// What the user probably meant, for messages about unknown names.
//
//   return absl::NotFoundError(absl::StrCat("no builder \"", name, "\"", DidYouMean(name, builders)));
//   // no builder "resnet51"; did you mean "resnet50"?
#ifndef ASSAY_TOOLS_BASE_SUGGEST_H_
#define ASSAY_TOOLS_BASE_SUGGEST_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace assay {

// The number of characters to insert, delete, replace or swap with their neighbour to get from one name to the other.
int EditDistance(absl::string_view a, absl::string_view b);

// The candidate that is nearest to `name`, ignoring case; empty when none is near enough to be a likely slip (a third
// of the longer name's characters). Of equally near ones, the first.
std::string Nearest(absl::string_view name, absl::Span<const std::string> candidates);

// `; did you mean "NEAREST"?`, or nothing.
std::string DidYouMean(absl::string_view name, absl::Span<const std::string> candidates);

}  // namespace assay

#endif  // ASSAY_TOOLS_BASE_SUGGEST_H_
