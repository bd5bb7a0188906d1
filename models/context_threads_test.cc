// ContextParams in many threads at once. This test and all that it needs is compiled three times: plainly, with
// ThreadSanitizer (no report) and with AddressSanitizer (no leak).
#include <atomic>
#include <latch>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "models/context.h"
#include "models/context_params.h"
#include "models/testing/toy_layers.h"

namespace assay {
namespace {

constexpr int kThreads = 8;
constexpr int kScopes = 10000;

// Runs `body(thread)` in all threads, which start together.
template <class Body>
void RunTogether(Body body) {
  std::latch start(kThreads);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      start.arrive_and_wait();
      body(thread);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// One scope inside another, ten thousand deep. A failure stops the thread, so that it is not printed as often.
bool Descend(int thread, int depth) {
  if (depth == kScopes) return true;
  const double eps = thread * kScopes + depth;
  ContextParams<ToyNorm> scope({.eps = eps});
  if (ToyNorm().eps != eps || !Descend(thread, depth + 1)) return false;
  // What was further inside left nothing.
  return ToyNorm().eps == eps;
}

TEST(ContextThreads, TenThousandScopesDeep_EachThreadSeesItsOwn) {
  std::atomic<int> right = 0;
  RunTogether([&](int thread) { right += Descend(thread, 0) && ContextDepth() == 0 && ToyNorm().eps == 1e-5; });
  EXPECT_EQ(right, kThreads);
}

// Typed, by name and captured scopes of base and derived classes, some of which end by an exception.
bool EnterAllKinds(int thread, int i, const CapturedContext& captured) {
  const double eps = thread * kScopes + i;
  ContextParams<ToyNorm> base({.eps = eps});
  const absl::StatusOr<ScopedContext> by_name = EnterOverrides({{"ToyFrozenNorm", "groups", int64_t{i}}});
  ScopedContext shared(captured);
  if (ToyFrozenNorm().eps != eps || ToyFrozenNorm().groups != i || ToyNorm().momentum != 0.75) return false;
  try {
    ToyThrowing thrown;
    return false;
  } catch (const std::runtime_error&) {
  }
  return ToyNorm().eps == eps && ContextDepth() == 3;
}

TEST(ContextThreads, TenThousandScopesOfEachKind_EachThreadSeesItsOwn) {
  CapturedContext captured;
  {
    ContextParams<ToyNorm> scope({.momentum = 0.75});
    captured = CaptureContext();
  }
  std::atomic<int> right = 0;
  RunTogether([&](int thread) {
    for (int i = 0; i < kScopes; ++i) {
      if (!EnterAllKinds(thread, i, captured)) return;
    }
    right += ContextDepth() == 0;
  });
  EXPECT_EQ(right, kThreads);
}

TEST(ContextThreads, ScopesThatEndOutOfOrder_LeaveNothing) {
  std::atomic<int> right = 0;
  RunTogether([&](int thread) {
    std::vector<std::unique_ptr<ContextParams<ToyNorm>>> scopes(kScopes);
    for (int i = 0; i < kScopes; ++i) {
      scopes[i] = std::make_unique<ContextParams<ToyNorm>>(ToyNorm::Overrides{.eps = thread + i});
    }
    // 7919 is a prime that does not divide 10,000: every scope's turn comes once.
    for (int i = 0, turn = 0; i < kScopes; ++i, turn = (turn + 7919) % kScopes) scopes[turn].reset();
    right += ContextDepth() == 0 && ToyNorm().eps == 1e-5;
  });
  EXPECT_EQ(right, kThreads);
}

}  // namespace
}  // namespace assay
