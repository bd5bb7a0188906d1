// Names that were released, went, and are never used again: golden/tombstones.textproto, by hand.
//
//   ASSAY_ASSIGN_OR_RETURN(const proto::Tombstones tombstones, ReadTombstones(root + "/golden/tombstones.textproto"));
//   if (const proto::Tombstone* stone = FindTombstone(tombstones, "resnet50")) std::cerr << stone->use_instead();
//
// A name is a builder's ("resnet50"), an entry's ("ResNet50_Weights.IMAGENET1K_V1") or an option's
// ("ResNetOptions.groups").
#ifndef ASSAY_HARNESS_COMPATIBILITY_TOMBSTONES_H_
#define ASSAY_HARNESS_COMPATIBILITY_TOMBSTONES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "harness/golden.pb.h"

namespace assay {

// Parses and checks the text of `file` (the name is for messages).
// Errors: InvalidArgument as "file:line: what is wrong" for an empty name or reason, a release that is no version, and
// a name that has two stones.
absl::StatusOr<proto::Tombstones> ParseTombstones(absl::string_view text, const std::string& file);

// The same of a file, golden/tombstones.textproto wherever golden/ lies. No file: nothing was ever removed.
// Errors: as ParseTombstones; Internal for a file that cannot be read.
absl::StatusOr<proto::Tombstones> ReadTombstones(const std::string& path);

// Whether a stone's name is an option's: neither a builder's nor an entry's of a weights enum.
bool IsOptionName(absl::string_view name);

// The stone of exactly that name; null where there is none.
const proto::Tombstone* FindTombstone(const proto::Tombstones& tombstones, absl::string_view name);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_TOMBSTONES_H_
