#include "harness/accuracy/journal.h"

#include <fcntl.h>
#include <google/protobuf/util/message_differencer.h>
#include <sys/file.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "harness/accuracy/evaluation_rules.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kMagic = "assay evaluation journal 1\n";
constexpr size_t kFrame = 8;  // a record's length and its checksum

void AppendNumber(uint32_t value, std::string& out) {
  for (int i = 0; i < 4; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

uint32_t NumberAt(absl::string_view bytes) {
  uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

uint32_t Checksum(absl::string_view bytes) {
  return static_cast<uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

std::string Framed(const std::string& payload) {
  std::string record;
  AppendNumber(static_cast<uint32_t>(payload.size()), record);
  AppendNumber(Checksum(payload), record);
  return record + payload;
}

// Takes the next whole record off the front; false where there is none.
bool TakeRecord(absl::string_view& bytes, absl::string_view& payload) {
  if (bytes.size() < kFrame) return false;
  const uint32_t length = NumberAt(bytes), checksum = NumberAt(bytes.substr(4));
  if (length > bytes.size() - kFrame) return false;
  payload = bytes.substr(kFrame, length);
  if (Checksum(payload) != checksum) return false;
  bytes.remove_prefix(kFrame + length);
  return true;
}

}  // namespace

absl::StatusOr<EvaluationJournal> EvaluationJournal::Open(const std::string& path, const proto::EvaluationKey& key) {
  // A device takes all and gives nothing back, a pipe would wait for its other end.
  std::error_code error;
  if (fs::exists(path, error) && !fs::is_regular_file(path, error))
    return absl::FailedPreconditionError(absl::StrCat(path, ": is no file, and so no place for a journal"));
  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty()) fs::create_directories(folder, error);
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  EvaluationJournal journal(path, descriptor);
  if (descriptor < 0) return journal.Problem("opened");
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return journal.Problem("locked");
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": another process is writing this journal: wait for it, or name another"));
  }
  ASSAY_RETURN_IF_ERROR(journal.Load(key));
  return journal;
}

EvaluationJournal::~EvaluationJournal() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

EvaluationJournal::EvaluationJournal(EvaluationJournal&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), done_(std::move(other.done_)) {}

absl::Status EvaluationJournal::Problem(const char* what) const {
  return absl::FailedPreconditionError(absl::StrCat(path_, ": cannot be ", what, " (", std::strerror(errno), ")"));
}

absl::Status EvaluationJournal::Load(const proto::EvaluationKey& key) {
  const absl::StatusOr<std::string> bytes = ReadFile(path_);
  if (!bytes.ok()) return absl::FailedPreconditionError(bytes.status().message());
  absl::string_view left = *bytes, record;
  const std::string begin = absl::StrCat(kMagic, Framed(key.SerializeAsString()));
  // A kill may have come before the first record was whole.
  if (left.size() < begin.size() && absl::string_view(begin).substr(0, left.size()) == left) {
    if (::ftruncate(descriptor_, 0) != 0) return Problem("cut");
    return Write(begin);
  }
  proto::EvaluationKey found;
  if (!absl::ConsumePrefix(&left, kMagic) || !TakeRecord(left, record) ||
      !found.ParseFromArray(record.data(), static_cast<int>(record.size()))) {
    return absl::DataLossError(absl::StrCat(path_, ": is no journal of an evaluation; name another file"));
  }
  if (!google::protobuf::util::MessageDifferencer::Equals(found, key)) {
    return absl::FailedPreconditionError(absl::StrCat(
        path_, ": is the journal of another evaluation: ", KeyDifference(found, "in the journal", key, "now"),
        "; remove it, or name another"));
  }
  std::set<int64_t> batches;
  while (TakeRecord(left, record)) {
    proto::BatchAnswers batch;
    if (!batch.ParseFromArray(record.data(), static_cast<int>(record.size()))) break;
    if (!CheckBatch(key, batch).ok()) break;
    if (batches.insert(batch.batch()).second) done_.push_back(std::move(batch));
  }
  const off_t whole = static_cast<off_t>(bytes->size() - left.size());
  if (::ftruncate(descriptor_, whole) != 0) return Problem("cut");
  return absl::OkStatus();
}

absl::Status EvaluationJournal::Append(const proto::BatchAnswers& batch) {
  return Write(Framed(batch.SerializeAsString()));
}

absl::Status EvaluationJournal::Write(const std::string& record) {
  if (::lseek(descriptor_, 0, SEEK_END) < 0) return Problem("written");
  for (size_t written = 0; written < record.size();) {
    const ssize_t count = ::write(descriptor_, record.data() + written, record.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Problem("written");
    written += static_cast<size_t>(count);
  }
  return ::fdatasync(descriptor_) == 0 ? absl::OkStatus() : Problem("written");
}

}  // namespace assay
