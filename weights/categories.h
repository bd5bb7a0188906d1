// The names of a model's outputs, by the name that catalogue entries give them.
//
//   ASSAY_ASSIGN_OR_RETURN(absl::Span<const std::string> names, Categories(entry.meta.categories));
//   names[285];  // "Egyptian cat"
#ifndef ASSAY_WEIGHTS_CATEGORIES_H_
#define ASSAY_WEIGHTS_CATEGORIES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace assay {

// The names, in the order of the outputs; they live as long as the program. Binaries hold those files whose
// weights_categories() target they link, and a weights_enum()'s catalogue links its own. Errors: NotFound where none of
// that name is linked.
absl::StatusOr<absl::Span<const std::string>> Categories(absl::string_view name);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_CATEGORIES_H_
