// One request over the network or to a file:// url. The only place that knows libcurl.
//
//   const TransferResult result = Transfer({.url = "https://host/toy.pth", .offset = 4096}, sink);
//
// Certificates are always verified: against the system's, or those that CURL_CA_BUNDLE, SSL_CERT_FILE and SSL_CERT_DIR
// name. The proxies that https_proxy and no_proxy name are used.
#ifndef ASSAY_WEIGHTS_FETCH_CURL_TRANSFER_H_
#define ASSAY_WEIGHTS_FETCH_CURL_TRANSFER_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace assay {

// When a transfer is given up.
struct TransferLimits {
  absl::Duration connect_timeout = absl::Seconds(30);
  // Fewer bytes a second than these for so long.
  int64_t low_speed = 1024;
  absl::Duration low_speed_time = absl::Seconds(30);
  int max_redirects = 5;
};

struct TransferRequest {
  std::string url;  // https, http or file
  // From this byte on, and only if the file is still the one of which `validator` (an ETag or a date) was told.
  int64_t offset = 0;
  std::string validator = {};
  TransferLimits limits = {};
};

// What a server says before the bytes. Empty strings and -1 are what it does not say.
struct TransferHead {
  int status = 0;  // of HTTP; 0 from a file
  int64_t content_length = -1;
  int64_t range_start = -1;
  std::string content_type;
  std::string validator;  // a strong ETag, else Last-Modified
  absl::Duration retry_after = absl::ZeroDuration();
};

// Takes what arrives. A status that is not OK ends the transfer.
class TransferSink {
 public:
  virtual ~TransferSink() = default;
  virtual absl::Status Begin(const TransferHead& head) = 0;  // once, before the bytes, which may be none
  virtual absl::Status Write(const char* bytes, size_t size) = 0;
};

struct TransferResult {
  // The sink's own status where that ended the transfer.
  absl::Status status;
  bool from_sink = false;
  bool worth_a_retry = false;  // A cut connection, a timeout: what may be otherwise next time.
};

// Redirects are followed up to the limit, from https only to https, from http to http or https.
// Errors: Unavailable for the network, DeadlineExceeded for timeouts, FailedPrecondition for redirects that are refused
// or too many, for certificates and for urls that cannot be read; NotFound for a file that is not there.
TransferResult Transfer(const TransferRequest& request, TransferSink& sink);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_FETCH_CURL_TRANSFER_H_
