#include "tools/base/warning.h"

#include <cstdio>
#include <mutex>
#include <set>
#include <utility>

namespace assay {
namespace {

// A handler, and what it was told by WarnOnce.
struct Listener {
  explicit Listener(WarningHandler handler) : handler(handler ? std::move(handler) : PrintWarning) {}

  const WarningHandler handler;
  std::mutex mutex;  // of `told`
  std::set<std::pair<WarningKind, std::string>> told;
};

struct Channel {
  std::mutex mutex;
  std::shared_ptr<Listener> listener = std::make_shared<Listener>(PrintWarning);
};

// Never destroyed: a static's destructor may warn.
Channel& TheChannel() {
  static auto* channel = new Channel;
  return *channel;
}

std::shared_ptr<Listener> Current() {
  const std::lock_guard<std::mutex> lock(TheChannel().mutex);
  return TheChannel().listener;
}

std::shared_ptr<Listener> Exchange(std::shared_ptr<Listener> listener) {
  const std::lock_guard<std::mutex> lock(TheChannel().mutex);
  return std::exchange(TheChannel().listener, std::move(listener));
}

// Calls the handler without a lock: it may set another one, and load models.
absl::Status Tell(const Listener& listener, const Warning& warning) {
  thread_local bool is_told = false;
  if (is_told) return absl::OkStatus();
  is_told = true;
  const absl::Status status = listener.handler(warning);
  is_told = false;
  return status;
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
  return Exchange(std::make_shared<Listener>(std::move(handler)))->handler;
}

ScopedWarningHandler::ScopedWarningHandler(WarningHandler handler)
    : previous_(Exchange(std::make_shared<Listener>(std::move(handler)))) {}

ScopedWarningHandler::~ScopedWarningHandler() { Exchange(std::static_pointer_cast<Listener>(previous_)); }

absl::Status Warn(const Warning& warning) { return Tell(*Current(), warning); }

absl::Status WarnOnce(const Warning& warning) {
  const std::shared_ptr<Listener> listener = Current();
  const std::pair<WarningKind, std::string> key(warning.kind, warning.subject);
  {
    const std::lock_guard<std::mutex> lock(listener->mutex);
    if (!listener->told.insert(key).second) return absl::OkStatus();
  }
  const absl::Status status = Tell(*listener, warning);
  if (!status.ok()) {
    const std::lock_guard<std::mutex> lock(listener->mutex);
    listener->told.erase(key);
  }
  return status;
}

void ForgetWarnings() {
  const std::shared_ptr<Listener> listener = Current();
  const std::lock_guard<std::mutex> lock(listener->mutex);
  listener->told.clear();
}

}  // namespace assay
