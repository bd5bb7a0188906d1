// The file of a weight entry: found where it is at hand, else downloaded into the cache.
//
//   ASSAY_ASSIGN_OR_RETURN(const FetchedFile file, Fetch(*entry, FetchOptionsFromEnvironment()));
//   file.path;   // "/home/me/.cache/assay/weights/resnet50-11ad3fa6.pth"
//
// Files of PyTorch's cache are used where they are, and never written. docs/fetch.md tells the rest.
#ifndef ASSAY_WEIGHTS_FETCH_FETCH_ENTRY_H_
#define ASSAY_WEIGHTS_FETCH_FETCH_ENTRY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "weights/fetch/download.h"
#include "weights/weight_entry.h"

namespace assay {

struct FetchOptions {
  bool offline = false;              // No network; a mirror that is a folder (file://) is still asked.
  std::vector<std::string> mirrors;  // "https://mirror/models": asked before the entry's url, with the file's name.
  DownloadOptions download = {};
  DownloadEvents events = {};
};

// ASSAY_OFFLINE (anything but empty and "0") and ASSAY_MIRRORS (urls with blanks between them).
FetchOptions FetchOptionsFromEnvironment();

struct FetchedFile {
  std::string path;
  std::string from;  // As LocatedFile::from; of one that was downloaded now, the url.
  std::string sha256;
  int64_t bytes = 0;
};

// The file, with the right sha256. Processes and threads that want the same file at once download it once.
// A bad file in the cache is replaced; one in PyTorch's cache is passed over; a bad one elsewhere is the user's to
// mend. Errors: NotFound where it is not at hand and offline, with the folder to put it into; InvalidArgument for an
// entry whose file cannot be checked, and for a mirror that is no url; DataLoss for a bad file; those of Download, of
// the last url that was tried.
absl::StatusOr<FetchedFile> Fetch(const WeightEntry& entry, const FetchOptions& options);

// The same for a file that an entry's transforms need, such as its vocabulary.
absl::StatusOr<FetchedFile> Fetch(const ExtraFile& file, const FetchOptions& options);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_FETCH_FETCH_ENTRY_H_
