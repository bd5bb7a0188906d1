// An override of ContextParams from text, as BUILD files state it, typed by what the class declares.
//
//   ParseOverride("FrozenBatchNorm2d.eps", "0.0");                    // {"FrozenBatchNorm2d", "eps", 0.0}
//   ParseOverride("FeaturePyramidNetwork.init_over", "children");     // a choice
#ifndef ASSAY_MODELS_PARSE_OVERRIDE_H_
#define ASSAY_MODELS_PARSE_OVERRIDE_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/context.h"

namespace assay {

// `name` is "Class.parameter"; `value` is read as the parameter's type: true or false, an integer, a finite number, a
// choice's name, any string.
// Errors: NotFound for a class that is not linked or a parameter that it does not have; InvalidArgument for a name of
// another form and a value of another type.
absl::StatusOr<NamedOverride> ParseOverride(absl::string_view name, absl::string_view value);

}  // namespace assay

#endif  // ASSAY_MODELS_PARSE_OVERRIDE_H_
