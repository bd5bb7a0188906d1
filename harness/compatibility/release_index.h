// The text of a release's index, golden/released/<version>/index.textproto, and what shows that someone edited it.
//
//   const std::string text = ReleaseIndexText(index);
//   IndexSha256(text);   // as its line `sha256: "..."` says, and grep -v '^sha256:' index.textproto | sha256sum
//
// Each index has the sha256 of its own lines and that of the release before it, so that all promises that were ever
// made hang together: no line can go, whether by hand or by a merge, without an index that contradicts itself or its
// successor.
#ifndef ASSAY_HARNESS_COMPATIBILITY_RELEASE_INDEX_H_
#define ASSAY_HARNESS_COMPATIBILITY_RELEASE_INDEX_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "harness/golden.pb.h"

namespace assay {

inline constexpr char kReleaseIndexFile[] = "index.textproto";

// "released/1.1/resnet/resnet50.textproto", below golden/.
std::string ReleasedPath(absl::string_view version, absl::string_view path);

// One line a file, with the sha256 of its lines whatever the index has there.
std::string ReleaseIndexText(const proto::ReleaseIndex& index);

// Of all lines but that which holds it.
std::string IndexSha256(absl::string_view text);

// The index of release `version`.
// Errors: InvalidArgument, with line and column, for text that cannot be read; DataLoss for an index that contradicts
// itself.
absl::StatusOr<proto::ReleaseIndex> ParseReleaseIndex(absl::string_view text, const std::string& version);

// OK where each of the releases, oldest first, is the successor of the one before it.
// Errors: DataLoss naming the index that expects another one before it.
absl::Status CheckSuccession(const std::vector<proto::ReleaseIndex>& releases);

// "golden/FILE WHAT", and how to find out who changed it and to put it back: `path` is below golden/.
absl::Status PromiseEdited(absl::string_view path, absl::string_view what);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_RELEASE_INDEX_H_
