// Breaks that are meant: golden/acceptances.textproto, by hand, each with its reason and the day on which it lapses.
//
//   ASSAY_ASSIGN_OR_RETURN(const auto accepted, ReadAcceptances(golden + "/acceptances.textproto", today));
//   ApplyAcceptances(accepted, today, findings);
//
// An acceptance names one rule and one subject, and the item where the finding has one. One that no finding uses, or
// that has lapsed, is a breaking finding itself, which nothing accepts: a list of exceptions must not outlive its
// reasons.
//
// A version's break is one finding with the entries that move along. An acceptance covers those that it names under
// `entries`, and no others: each of those is a finding of its own then.
#ifndef ASSAY_HARNESS_COMPATIBILITY_ACCEPTANCES_H_
#define ASSAY_HARNESS_COMPATIBILITY_ACCEPTANCES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "harness/compatibility/finding.h"
#include "harness/golden.pb.h"

namespace assay {

// Parses and checks the text of `file` (the name is for messages).
// Errors: InvalidArgument as "file:line: what is wrong" for a rule that does not exist or that is a notice, an empty
// subject or reason, a date that is none or more than a year after `today`, and two acceptances of one finding.
absl::StatusOr<proto::Acceptances> ParseAcceptances(absl::string_view text, const std::string& file,
                                                    absl::CivilDay today);

// The same of a file, golden/acceptances.textproto wherever golden/ lies. No file accepts nothing.
// Errors: as ParseAcceptances; Internal for a file that cannot be read.
absl::StatusOr<proto::Acceptances> ReadAcceptances(const std::string& path, absl::CivilDay today);

// Whether it is that breaking finding that is accepted: its rule, its subject and its item.
bool Accepts(const proto::Acceptance& acceptance, const Finding& finding);

// Marks the breaking findings that are accepted on that day, and appends a finding for each entry that moves along with
// an accepted one and is not named, which may be accepted itself; ACCEPTANCE_UNUSED for each acceptance that fits no
// breaking finding, or names entries that do not move along; and ACCEPTANCE_EXPIRED for each that fits one but has
// lapsed.
void ApplyAcceptances(const proto::Acceptances& acceptances, absl::CivilDay today, std::vector<Finding>& findings);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_ACCEPTANCES_H_
