#include "weights/fetch/download.h"

#include <algorithm>
#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tools/base/status_macros.h"
#include "weights/fetch/partial_file.h"

namespace assay {
namespace {

std::string NameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// What is to happen after a transfer.
enum class Next { kDone, kRetry, kStartOver, kFail };

absl::Status TooLong(const DownloadJob& job, int64_t bytes) {
  return absl::OutOfRangeError(absl::StrCat(job.url, ": ", bytes, " bytes and maybe more, but ", NameOf(job.path),
                                            " has at most ", job.most_bytes,
                                            ": the server has another file; name a mirror in ASSAY_MIRRORS"));
}

// Puts what arrives behind what is there.
class Receiver : public TransferSink {
 public:
  Receiver(const DownloadJob& job, const DownloadEvents& events, PartialFile& file)
      : job_(job), events_(events), file_(file) {}

  absl::Status Begin(const TransferHead& head) override {
    head_ = head;
    if (head.status == 416 || (head.status == 206 && head.range_start != file_.size())) {
      next_ = Next::kStartOver;
      return absl::OutOfRangeError(absl::StrCat(job_.url, ": the server has no bytes behind the first ", file_.size()));
    }
    if (head.status != 0 && head.status != 200 && head.status != 206) return Refused();
    if (absl::StartsWith(head.content_type, "text/html") && !absl::EndsWith(job_.path, ".html"))
      return absl::DataLossError(absl::StrCat(job_.url, ": the server answers with a web page (", head.content_type,
                                              ") in place of ", NameOf(job_.path), ": open the url in a browser"));
    // The whole file again: from a server that takes no ranges, or whose file is another one now.
    if (head.status != 206 && file_.size() > 0) ASSAY_RETURN_IF_ERROR(file_.StartOver());
    if (head.content_length > job_.most_bytes - file_.size()) return TooLong(job_, head.content_length + file_.size());
    total_ = head.content_length < 0 ? -1 : file_.size() + head.content_length;
    return file_.size() == 0 ? file_.SetOrigin(job_.url, head.validator) : absl::OkStatus();
  }

  absl::Status Write(const char* bytes, size_t size) override {
    if (static_cast<int64_t>(size) > job_.most_bytes - file_.size()) return TooLong(job_, file_.size() + size);
    ASSAY_RETURN_IF_ERROR(file_.Append(bytes, size));
    if (events_.progress != nullptr) events_.progress(NameOf(job_.path), file_.size(), total_);
    return absl::OkStatus();
  }

  // What a status of its own means.
  Next next() const { return next_; }
  absl::Duration retry_after() const { return head_.retry_after; }

 private:
  absl::Status Refused() {
    const std::string message = absl::StrCat(job_.url, ": the server answers ", head_.status);
    const int status = head_.status;
    if (status == 408 || status == 425 || status == 429 || status >= 500) {
      next_ = Next::kRetry;
      return absl::UnavailableError(message);
    }
    if (status == 404 || status == 410)
      return absl::NotFoundError(absl::StrCat(message,
                                              " (not found): the file is not there any more; name a mirror in "
                                              "ASSAY_MIRRORS, or correct the entry's url"));
    return absl::PermissionDeniedError(absl::StrCat(message, ": it does not give the file to us"));
  }

  const DownloadJob& job_;
  const DownloadEvents& events_;
  PartialFile& file_;
  TransferHead head_;
  int64_t total_ = -1;
  Next next_ = Next::kFail;
};

class Downloader {
 public:
  Downloader(const DownloadJob& job, const DownloadOptions& options, const DownloadEvents& events, PartialFile file)
      : job_(job), options_(options), events_(events), file_(std::move(file)) {}

  absl::StatusOr<std::string> Run() {
    ASSAY_RETURN_IF_ERROR(ForgetOthers());
    for (;;) {
      const int64_t before = file_.size();
      const Next next = Attempt();
      if (next == Next::kDone) break;
      if (next == Next::kFail || (next == Next::kStartOver && started_over_++ > 0)) return GiveUp();
      if (next == Next::kStartOver) {
        ASSAY_RETURN_IF_ERROR(file_.StartOver());
        continue;
      }
      if (file_.size() - before >= 1 << 20) failures_ = 0;
      if (failures_ >= options_.retries) return GiveUp();
      Wait();
    }
    ASSAY_RETURN_IF_ERROR(file_.Finish());
    return sha256_;
  }

 private:
  bool HashFits() {
    sha256_ = file_.Sha256Hex();
    return absl::StartsWith(sha256_, job_.sha256);
  }

  // Bytes that another url gave are not continued from this one.
  absl::Status ForgetOthers() {
    return file_.size() > 0 && (file_.url() != job_.url || file_.size() > job_.most_bytes) ? file_.StartOver()
                                                                                           : absl::OkStatus();
  }

  Next Attempt() {
    const int64_t offset = file_.size();
    Receiver receiver(job_, events_, file_);
    // A file of this machine is read anew: that costs little.
    if (offset > 0 && absl::StartsWithIgnoreCase(job_.url, "file:")) {
      status_ = file_.StartOver();
      if (!status_.ok()) return Next::kFail;
    }
    const TransferResult result = Transfer(
        {.url = job_.url, .offset = file_.size(), .validator = file_.validator(), .limits = options_.limits}, receiver);
    status_ = result.status;
    retry_after_ = receiver.retry_after();
    if (status_.ok()) return JudgeHash(offset > 0);
    if (result.from_sink && receiver.next() == Next::kStartOver && HashFits()) return Next::kDone;
    if (result.from_sink) return receiver.next();
    return result.worth_a_retry ? Next::kRetry : Next::kFail;
  }

  // The whole file is there. One that was put together from pieces may only be put together wrongly.
  Next JudgeHash(bool resumed) {
    if (HashFits()) return Next::kDone;
    status_ = absl::DataLossError(absl::StrCat(job_.url, ": sha256 of what came (", file_.size(), " bytes) is ",
                                               sha256_, ", expected ", job_.sha256,
                                               ": the server has another file; nothing of it is kept"));
    pieced_ = pieced_ || resumed;
    return pieced_ ? Next::kStartOver : Next::kFail;
  }

  absl::Status GiveUp() {
    // Wrong bytes are of no use to a later download, nor is an empty file.
    const bool useless = absl::IsDataLoss(status_) || absl::IsOutOfRange(status_) || file_.size() == 0;
    if (useless) file_.Remove();
    return status_;
  }

  void Wait() {
    static thread_local std::mt19937 chance{std::random_device{}()};
    absl::Duration wait = options_.first_wait * (1 << std::min(failures_, 20));
    wait *= std::uniform_real_distribution<double>(0.5, 1.0)(chance);
    wait = std::min(std::max(wait, retry_after_), options_.longest_wait);
    ++failures_;
    if (events_.say != nullptr)
      events_.say(absl::StrCat(status_.message(), "; again in ",
                               absl::FormatDuration(absl::Trunc(wait, absl::Milliseconds(100))), " (", failures_,
                               " of ", options_.retries, ")"));
    absl::SleepFor(wait);
  }

  const DownloadJob& job_;
  const DownloadOptions& options_;
  const DownloadEvents& events_;
  PartialFile file_;
  absl::Status status_;
  std::string sha256_;
  absl::Duration retry_after_ = absl::ZeroDuration();
  int failures_ = 0;
  int started_over_ = 0;
  bool pieced_ = false;
};

}  // namespace

absl::StatusOr<std::string> Download(const DownloadJob& job, const DownloadOptions& options,
                                     const DownloadEvents& events) {
  if (job.sha256.empty()) return absl::InvalidArgumentError(absl::StrCat(job.url, ": no sha256 to hold it against"));
  ASSAY_ASSIGN_OR_RETURN(PartialFile file, PartialFile::Open(job.path));
  return Downloader(job, options, events, std::move(file)).Run();
}

}  // namespace assay
