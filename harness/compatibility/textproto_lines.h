// A textproto that people write, with the line of each item: for errors that say where.
//
//   ASSAY_ASSIGN_OR_RETURN(auto lines, ParseWithLines(text, "golden/tombstones.textproto", "tombstone", tombstones));
#ifndef ASSAY_HARNESS_COMPATIBILITY_TEXTPROTO_LINES_H_
#define ASSAY_HARNESS_COMPATIBILITY_TEXTPROTO_LINES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace assay {

// Parses `text` into `message`; returns the line, from 1, of each value of its repeated field `field`.
// Errors: as ParseTextproto.
absl::StatusOr<std::vector<int>> ParseWithLines(absl::string_view text, const std::string& file,
                                                const std::string& field, google::protobuf::Message& message);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_TEXTPROTO_LINES_H_
