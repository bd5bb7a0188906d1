#include "tools/base/warning.h"

#include <cstdio>
#include <mutex>
#include <set>
#include <utility>

namespace assay {
namespace {

struct Channel {
  std::mutex mutex;
  WarningHandler handler = PrintWarning;
  std::set<std::pair<WarningKind, std::string>> given;
};

// Never destroyed: a static's destructor may warn.
Channel& TheChannel() {
  static auto* channel = new Channel;
  return *channel;
}

}  // namespace

const char* WarningKindName(WarningKind kind) { return kind == WarningKind::kDeprecated ? "deprecated" : "not latest"; }

absl::Status PrintWarning(const Warning& warning) {
  std::fprintf(stderr, "assay: warning: %s\n", warning.message.c_str());
  return absl::OkStatus();
}

absl::Status IgnoreWarning(const Warning&) { return absl::OkStatus(); }

absl::Status WarningIsError(const Warning& warning) { return absl::FailedPreconditionError(warning.message); }

WarningHandler SetWarningHandler(WarningHandler handler) {
  Channel& channel = TheChannel();
  const std::lock_guard<std::mutex> lock(channel.mutex);
  if (!handler) handler = PrintWarning;
  std::swap(channel.handler, handler);
  return handler;
}

absl::Status Warn(const Warning& warning) {
  Channel& channel = TheChannel();
  const std::lock_guard<std::mutex> lock(channel.mutex);
  return channel.handler(warning);
}

absl::Status WarnOnce(const Warning& warning) {
  Channel& channel = TheChannel();
  const std::lock_guard<std::mutex> lock(channel.mutex);
  const std::pair<WarningKind, std::string> key(warning.kind, warning.subject);
  if (channel.given.count(key)) return absl::OkStatus();
  const absl::Status status = channel.handler(warning);
  if (status.ok()) channel.given.insert(key);
  return status;
}

void ForgetWarnings() {
  Channel& channel = TheChannel();
  const std::lock_guard<std::mutex> lock(channel.mutex);
  channel.given.clear();
}

}  // namespace assay
