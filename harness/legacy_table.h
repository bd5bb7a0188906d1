// What becomes of every legacy form of every builder: what the lock holds of models/legacy.h.
//
//   proto::LegacyTable now = MeasureLegacyTable();
//   for (const std::string& finding : CompareLegacyTables(golden, now)) ...
#ifndef ASSAY_HARNESS_LEGACY_TABLE_H_
#define ASSAY_HARNESS_LEGACY_TABLE_H_

#include <string>
#include <vector>

#include "harness/golden.pb.h"

namespace assay {

// Each form (harness/legacy_forms.h) of each builder that is linked, translated. The catalogue of all builders must be
// linked.
proto::LegacyTable MeasureLegacyTable();

// A sentence for each call that means something else, that is new, that is gone, or that is there twice.
std::vector<std::string> CompareLegacyTables(const proto::LegacyTable& expected, const proto::LegacyTable& actual);

// The rows of one builder that old code may have, as a Markdown table with what to write: for docs/migration.md. Rows
// of today's calls and of values that no argument ever took are left to the lock.
std::string LegacyMarkdown(const proto::LegacyTable& table, const std::string& builder);

}  // namespace assay

#endif  // ASSAY_HARNESS_LEGACY_TABLE_H_
