#include "harness/memory_gate.h"

namespace assay {

MemoryGate::Pass::Pass(MemoryGate& gate, int64_t bytes) : gate_(gate), bytes_(bytes) {
  std::unique_lock<std::mutex> lock(gate_.mutex_);
  gate_.freed_.wait(lock, [&] { return gate_.held_ == 0 || gate_.held_ + bytes_ <= gate_.limit_; });
  gate_.held_ += bytes_;
}

MemoryGate::Pass::~Pass() {
  {
    const std::lock_guard<std::mutex> lock(gate_.mutex_);
    gate_.held_ -= bytes_;
  }
  gate_.freed_.notify_all();
}

}  // namespace assay
