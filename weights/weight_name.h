// What is wrong with a text that should name weights, `<Enum>.<Entry>`: each slip has its own sentence and its remedy.
#ifndef ASSAY_WEIGHTS_WEIGHT_NAME_H_
#define ASSAY_WEIGHTS_WEIGHT_NAME_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "weights/weight_entry.h"

namespace assay {

// OK where `name` is two parts around one dot, whatever they say.
// Errors: InvalidArgument, saying which slip it is (nothing, blanks, an enum alone, a builder, an entry alone, C++'s
// spelling, a module's path before it, a part that is empty) and what to write, of the entries that are `known`.
absl::Status CheckWeightName(absl::string_view name, absl::Span<const WeightEntry* const> known);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_WEIGHT_NAME_H_
