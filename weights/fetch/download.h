// One url to one file: resumed, retried, and there only when its sha256 is right.
//
//   ASSAY_RETURN_IF_ERROR(Download({.url = "https://host/toy-11ad3fa6.pth", .path = "/cache/toy-11ad3fa6.pth",
//                                   .sha256 = "11ad3fa6"}, {}, {}));
//
// The bytes gather in <path>.partial; the path itself appears by a rename. The caller holds the path's lock.
#ifndef ASSAY_WEIGHTS_FETCH_DOWNLOAD_H_
#define ASSAY_WEIGHTS_FETCH_DOWNLOAD_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weights/fetch/curl_transfer.h"

namespace assay {

struct DownloadJob {
  std::string url;
  std::string path;
  std::string sha256;  // All 64 digits, or the first of them; never empty.
  // A server that sends more is cut off.
  int64_t most_bytes = int64_t{16} << 30;
};

struct DownloadOptions {
  TransferLimits limits = {};
  // After a transfer that failed in a way that may pass, without a MiB of progress; each wait is twice as long as the
  // last, and shorter by chance by up to a half. A server's Retry-After is honoured up to the longest wait.
  int retries = 4;
  absl::Duration first_wait = absl::Seconds(1);
  absl::Duration longest_wait = absl::Seconds(60);
};

// What a download tells whoever watches. Each may be null.
struct DownloadEvents {
  std::function<void(const std::string& line)> say;
  // `total` is -1 where the server does not say.
  std::function<void(const std::string& name, int64_t done, int64_t total)> progress;
};

// Returns the file's sha256.
// Errors: DataLoss where the bytes are others than the hash says, or a web page; NotFound for what the server has not;
// PermissionDenied, Unavailable, DeadlineExceeded for what it refuses and for the network, after the retries;
// OutOfRange for a file that is too long; ResourceExhausted for a disk that is full; FailedPrecondition for the folder,
// redirects and certificates. The partial file stays where its bytes may still be of use.
absl::StatusOr<std::string> Download(const DownloadJob& job, const DownloadOptions& options,
                                     const DownloadEvents& events);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_FETCH_DOWNLOAD_H_
