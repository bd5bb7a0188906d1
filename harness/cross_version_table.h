// The lock's rows of harness/cross_version.h in words, and as the table of docs/compatibility-matrix.md. Free of
// models.
//
//   std::cout << CrossVersionMarkdown({golden_of_v1, golden_of_v2});
#ifndef ASSAY_HARNESS_CROSS_VERSION_TABLE_H_
#define ASSAY_HARNESS_CROSS_VERSION_TABLE_H_

#include <string>
#include <vector>

#include "harness/golden.pb.h"

namespace assay {

using CrossVersions = google::protobuf::RepeatedPtrField<proto::CrossVersion>;

// "equal", "differs in output", "does not load: missing fc2.weight".
std::string CrossVersionText(const proto::CrossVersion& row);

// The entries of one family in Markdown. A table of those that load in another version, a row an entry, a column a
// version that takes another's weights; an entry's own version is the one that it has no row of, and its place is left
// blank. Then a line of those that load nowhere else.
std::string CrossVersionMarkdown(const std::vector<proto::EntryGolden>& entries);

}  // namespace assay

#endif  // ASSAY_HARNESS_CROSS_VERSION_TABLE_H_
