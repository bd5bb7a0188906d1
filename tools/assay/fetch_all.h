// The files of several entries, each with what came of fetching it.
#ifndef ASSAY_TOOLS_ASSAY_FETCH_ALL_H_
#define ASSAY_TOOLS_ASSAY_FETCH_ALL_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "weights/fetch/fetch_entry.h"
#include "weights/weight_entry.h"

namespace assay {

struct EntryFile {
  std::string weights;  // the entry's full name
  std::string role;     // "weights", "vocabulary"
  std::string url;
  absl::StatusOr<FetchedFile> file;
};

// Each entry's file, then the others that its transforms need. One that fails keeps no other from coming.
std::vector<EntryFile> FetchAll(absl::Span<const WeightEntry* const> entries, const FetchOptions& options);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_FETCH_ALL_H_
