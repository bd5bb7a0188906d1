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

// Each form of each builder that is linked, translated. The catalogue of all builders must be linked.
proto::LegacyTable MeasureLegacyTable();

// A sentence for each call that means something else, that is new, or that is gone.
std::vector<std::string> CompareLegacyTables(const proto::LegacyTable& expected, const proto::LegacyTable& actual);

// The rows of one builder as a Markdown table, with what to write: for docs/migration.md.
std::string LegacyMarkdown(const proto::LegacyTable& table, const std::string& builder);

}  // namespace assay

#endif  // ASSAY_HARNESS_LEGACY_TABLE_H_
