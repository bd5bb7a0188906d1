#include "weights/fetch/curl_transfer.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tools/base/environment_variable.h"

namespace assay {
namespace {

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

// What the callbacks share.
struct Running {
  CURL* easy;
  TransferSink& sink;
  TransferHead head = {};
  bool begun = false;
  absl::Status status = absl::OkStatus();
};

absl::string_view Trimmed(absl::string_view text) { return absl::StripAsciiWhitespace(text); }

void ReadField(absl::string_view name, absl::string_view value, TransferHead& head) {
  if (absl::EqualsIgnoreCase(name, "ETag")) {
    // A weak one promises no equal bytes, and no server takes it for a range.
    if (!absl::StartsWith(value, "W/")) head.validator = std::string(value);
  } else if (absl::EqualsIgnoreCase(name, "Last-Modified")) {
    if (head.validator.empty()) head.validator = std::string(value);
  } else if (absl::EqualsIgnoreCase(name, "Content-Type")) {
    head.content_type = absl::AsciiStrToLower(value);
  } else if (absl::EqualsIgnoreCase(name, "Content-Length")) {
    if (!absl::SimpleAtoi(value, &head.content_length)) head.content_length = -1;
  } else if (absl::EqualsIgnoreCase(name, "Content-Range")) {
    absl::string_view range = value;
    if (absl::ConsumePrefix(&range, "bytes ") && absl::SimpleAtoi(range.substr(0, range.find('-')), &head.range_start))
      return;
    head.range_start = -1;
  } else if (absl::EqualsIgnoreCase(name, "Retry-After")) {
    // The other form, a date, is rare: the own back-off does then.
    int64_t seconds = 0;
    if (absl::SimpleAtoi(value, &seconds) && seconds > 0) head.retry_after = absl::Seconds(seconds);
  }
}

size_t TakeHeader(char* bytes, size_t, size_t size, void* user) {
  Running& running = *static_cast<Running*>(user);
  const absl::string_view line(bytes, size);
  // Each answer of a chain of redirects starts anew.
  if (absl::StartsWith(line, "HTTP/")) running.head = {};
  const size_t colon = line.find(':');
  if (colon != absl::string_view::npos) ReadField(line.substr(0, colon), Trimmed(line.substr(colon + 1)), running.head);
  return size;
}

absl::Status BeginOnce(Running& running) {
  if (running.begun) return absl::OkStatus();
  running.begun = true;
  long status = 0;  // NOLINT: curl's type.
  curl_easy_getinfo(running.easy, CURLINFO_RESPONSE_CODE, &status);
  running.head.status = static_cast<int>(status);
  return running.sink.Begin(running.head);
}

size_t TakeBytes(char* bytes, size_t, size_t size, void* user) {
  Running& running = *static_cast<Running*>(user);
  running.status = BeginOnce(running);
  if (running.status.ok()) running.status = running.sink.Write(bytes, size);
  return running.status.ok() ? size : 0;
}

// libcurl itself, unlike the program of that name, reads none of these.
void SetCertificates(CURL* easy) {
  std::string bundle = EnvironmentVariable("CURL_CA_BUNDLE");
  if (bundle.empty()) bundle = EnvironmentVariable("SSL_CERT_FILE");
  const std::string folder = EnvironmentVariable("SSL_CERT_DIR");
  // libcurl copies them.
  if (!bundle.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, bundle.c_str());
  if (!folder.empty()) curl_easy_setopt(easy, CURLOPT_CAPATH, folder.c_str());
}

long WholeSeconds(absl::Duration duration) {  // NOLINT: curl's type.
  return std::max<int64_t>(1, absl::ToInt64Seconds(duration));
}

void SetLimits(CURL* easy, const TransferRequest& request) {
  const TransferLimits& limits = request.limits;
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, WholeSeconds(limits.connect_timeout));
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(limits.low_speed));  // NOLINT
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, WholeSeconds(limits.low_speed_time));
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, static_cast<long>(limits.max_redirects));  // NOLINT
  const bool http = absl::StartsWithIgnoreCase(request.url, "http:");
  const bool file = absl::StartsWithIgnoreCase(request.url, "file:");
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, file ? "file" : http ? "http,https" : "https");
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, http ? "http,https" : "https");
}

TransferResult Failed(CURLcode code, const TransferRequest& request, const char* detail) {
  const std::string what = *detail == '\0' ? curl_easy_strerror(code) : detail;
  const std::string message = absl::StrCat(request.url, ": ", what);
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return {.status = absl::DeadlineExceededError(message), .worth_a_retry = true};
    case CURLE_TOO_MANY_REDIRECTS:
      return {.status = absl::FailedPreconditionError(
                  absl::StrCat(request.url, ": more than ", request.limits.max_redirects,
                               " redirects: the server sends in circles; try later, or name a mirror"))};
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {.status = absl::FailedPreconditionError(
                  absl::StrCat(message,
                               ": https and file urls are read, http where the whole sha256 is known; https is never "
                               "redirected to anything else"))};
    case CURLE_FILE_COULDNT_READ_FILE:
      return {.status = absl::NotFoundError(message)};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return {.status = absl::FailedPreconditionError(
                  absl::StrCat(message, "; name the right certificates in SSL_CERT_FILE, or install ca-certificates"))};
    case CURLE_URL_MALFORMAT:
      return {.status = absl::FailedPreconditionError(message)};
    default:
      return {.status = absl::UnavailableError(message), .worth_a_retry = true};
  }
}

}  // namespace

TransferResult Transfer(const TransferRequest& request, TransferSink& sink) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, FreeEasy> easy(initialised == CURLE_OK ? curl_easy_init() : nullptr);
  if (easy == nullptr) return {.status = absl::InternalError("libcurl cannot start")};
  Running running{.easy = easy.get(), .sink = sink};
  char detail[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(easy.get(), CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, detail);
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);  // Timeouts by signals would end a program of several threads.
  curl_easy_setopt(easy.get(), CURLOPT_USERAGENT, "assay");
  curl_easy_setopt(easy.get(), CURLOPT_HEADERFUNCTION, &TakeHeader);
  curl_easy_setopt(easy.get(), CURLOPT_HEADERDATA, &running);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &TakeBytes);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &running);
  SetLimits(easy.get(), request);
  SetCertificates(easy.get());
  std::unique_ptr<curl_slist, FreeList> headers;
  const std::string range = absl::StrCat(request.offset, "-");
  if (request.offset > 0) {
    // Not CURLOPT_RESUME_FROM: libcurl then takes a whole answer for an error.
    curl_easy_setopt(easy.get(), CURLOPT_RANGE, range.c_str());
    if (!request.validator.empty())
      headers.reset(curl_slist_append(nullptr, absl::StrCat("If-Range: ", request.validator).c_str()));
    curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  }
  const CURLcode code = curl_easy_perform(easy.get());
  // An answer without bytes: an error page of length 0, an empty file.
  if (code == CURLE_OK && running.status.ok()) running.status = BeginOnce(running);
  if (!running.status.ok()) return {.status = running.status, .from_sink = true};
  if (code != CURLE_OK) return Failed(code, request, detail);
  return {.status = absl::OkStatus()};
}

}  // namespace assay
