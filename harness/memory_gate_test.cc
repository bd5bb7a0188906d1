#include "harness/memory_gate.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

// The most bytes that were held at once by threads that each hold `bytes` for a moment.
int64_t MostAtOnce(int64_t limit, const std::vector<int64_t>& bytes) {
  MemoryGate gate(limit);
  std::atomic<int64_t> held = 0, most = 0;
  std::vector<std::thread> threads;
  for (const int64_t size : bytes) {
    threads.emplace_back([&, size] {
      const MemoryGate::Pass pass(gate, size);
      const int64_t now = held += size;
      for (int64_t seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      held -= size;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(held, 0);
  return most;
}

TEST(MemoryGate, WhatFitsTogether_RunsTogetherWithinTheLimit) {
  EXPECT_LE(MostAtOnce(10, std::vector<int64_t>(30, 3)), 9);
  EXPECT_LE(MostAtOnce(10, {1, 9, 2, 8, 3, 7, 4, 6, 5, 5, 10, 0}), 10);
}

TEST(MemoryGate, WhatIsLargerThanTheLimit_RunsAlone) { EXPECT_EQ(MostAtOnce(10, {25, 25, 25}), 25); }

TEST(MemoryGate, FreedBytes_AreThereForTheNext) {
  MemoryGate gate(10);
  { const MemoryGate::Pass first(gate, 10); }
  const MemoryGate::Pass second(gate, 10), none(gate, 0);
}

}  // namespace
}  // namespace assay
