// What lies in the cache of weight files, whether it is right, and what is there for nothing.
//
//   ASSAY_ASSIGN_OR_RETURN(std::vector<CachedFile> files, ListCache(folder, Catalog::Global().Entries()));
//   ASSAY_RETURN_IF_ERROR(VerifyCache(/*remove=*/false, files));
//
// Only regular files directly in CacheFolder() are looked at: not links, folders, hidden files, nor other caches.
#ifndef ASSAY_WEIGHTS_FETCH_WEIGHT_CACHE_H_
#define ASSAY_WEIGHTS_FETCH_WEIGHT_CACHE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "weights/weight_entry.h"

namespace assay {

struct CachedFile {
  enum class Kind {
    kKnown,    // an entry's, or an entry's extra file
    kUnknown,  // no entry names it
    kPartial,  // of a download that was cut: its bytes, its origin or its lock
  };
  enum class State { kUnchecked, kGood, kBad };

  std::string name;
  std::string path;
  int64_t bytes = 0;
  absl::Time modified;
  Kind kind = Kind::kUnknown;
  std::vector<std::string> weights = {};  // full names of the entries that name it
  std::string expected_sha256 = {};       // as far as it is known: from an entry, else from the file's name
  std::string sha256 = {};                // what VerifyCache found
  State state = State::kUnchecked;
  bool removed = false;
};

// Sorted by name; empty where there is no such folder.
// Errors: FailedPrecondition for a folder that cannot be read.
absl::StatusOr<std::vector<CachedFile>> ListCache(const std::string& folder,
                                                  absl::Span<const WeightEntry* const> entries);

// Holds each file against what is known of it. With `remove`, bad ones are removed.
// Errors: FailedPrecondition for what cannot be read or removed.
absl::Status VerifyCache(bool remove, std::vector<CachedFile>& files);

// Removes what downloads left that nobody continues now, and files that no entry names; keeps in `files` what that is.
// With `dry_run` removes nothing. Errors: FailedPrecondition for what cannot be removed.
absl::Status PruneCache(bool dry_run, std::vector<CachedFile>& files);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_FETCH_WEIGHT_CACHE_H_
