// The rules by which a change is named: one table, from which the comparison, the reports and SARIF's help are made.
//
//   const Rule* rule = FindRule("OPTION_DEFAULT_CHANGED");
//   std::cout << LevelName(rule->level) << ": " << rule->meaning << "\n";
//
// A rule's name is a promise itself: acceptances and suppressions name it. Rules are added, never renamed.
#ifndef ASSAY_HARNESS_COMPATIBILITY_RULES_H_
#define ASSAY_HARNESS_COMPATIBILITY_RULES_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "harness/compatibility/finding.h"

namespace assay {

// `breaks` and `remedy` are templates: {version} is the builder ("resnet50"), {entry} the entry's name
// ("IMAGENET1K_V1"), {subject} the whole subject, {next} the name that the next version of the builder would have
// ("resnet50_v2"), {next_entry} the next entry's ("IMAGENET1K_V3"), {file} where the mend goes.
struct Rule {
  absl::string_view name;     // "OPTION_DEFAULT_CHANGED"
  Level level;                // a finding may say another where the meaning says so
  Severity severity;          // the same
  absl::string_view meaning;  // one sentence
  absl::string_view breaks;   // whom; empty for notices
  absl::string_view remedy;
};

// All rules, the worst level first.
absl::Span<const Rule> Rules();

// Null for a name that no rule has.
const Rule* FindRule(absl::string_view name);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_RULES_H_
