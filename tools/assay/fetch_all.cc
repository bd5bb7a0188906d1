#include "tools/assay/fetch_all.h"

namespace assay {

std::vector<EntryFile> FetchAll(absl::Span<const WeightEntry* const> entries, const FetchOptions& options) {
  std::vector<EntryFile> files;
  for (const WeightEntry* entry : entries) {
    files.push_back({entry->FullName(), "weights", entry->url, Fetch(*entry, options)});
    for (const ExtraFile& extra : entry->extra_files)
      files.push_back({entry->FullName(), extra.role, extra.url, Fetch(extra, options)});
  }
  return files;
}

}  // namespace assay
