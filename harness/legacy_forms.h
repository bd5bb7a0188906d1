// The calls of a builder with arguments of before `weights`, systematically: each argument with each type of value, and
// the arguments in pairs.
//
//   for (const LegacyForm& form : LegacyForms("resnet50")) TranslateLegacy("resnet50", form.parameters);
#ifndef ASSAY_HARNESS_LEGACY_FORMS_H_
#define ASSAY_HARNESS_LEGACY_FORMS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "models/legacy.h"

namespace assay {

struct LegacyForm {
  std::string text;  // As it is written behind the builder's name: {{"pretrained", true}}.
  std::vector<LegacyParameter> parameters;
};

// Of a linked builder, no text twice: every argument by name x (nullopt, true, false, an integer, names, entries),
// where names are those of all its weights and their files; the same without names, in the first place and in the
// second; every two arguments by name, every argument twice, and every argument behind a positional one.
std::vector<LegacyForm> LegacyForms(absl::string_view builder);

}  // namespace assay

#endif  // ASSAY_HARNESS_LEGACY_FORMS_H_
