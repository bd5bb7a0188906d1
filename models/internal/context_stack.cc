#include "models/internal/context_stack.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace assay::context_internal {
namespace {

// Numbers threads, and never twice: a thread's own addresses come back after it ended.
uint64_t ThisThread() noexcept {
  static std::atomic<uint64_t> count = 0;
  thread_local constinit uint64_t number = 0;
  if (number == 0) number = count.fetch_add(1, std::memory_order_relaxed) + 1;
  return number;
}

}  // namespace

void Enter(Node& node) noexcept {
  node.thread = ThisThread();
  node.outer = innermost;
  node.inner = nullptr;
  if (innermost != nullptr) innermost->inner = &node;
  innermost = &node;
}

void Leave(Node& node) noexcept {
  if (node.thread != ThisThread()) {
    std::fprintf(stderr,
                 "assay: a ContextParams scope of %s ends on another thread than it began on; to hand overrides to a "
                 "thread, use CaptureContext() and a ScopedContext there\n",
                 node.target->name);
    std::abort();
  }
  if (node.outer != nullptr) node.outer->inner = node.inner;
  (node.inner != nullptr ? node.inner->outer : innermost) = node.outer;
}

}  // namespace assay::context_internal
