#include "harness/run_on_all_cores.h"

#include <ATen/Parallel.h>

#include <atomic>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(RunOnAllCores, EveryTask_RunsOnceOnOneThread) {
  std::vector<std::atomic<int>> runs(100);
  std::atomic<int> shared_tasks = 0;
  RunOnAllCores(runs.size(), [&](size_t i) {
    ++runs[i];
    if (at::get_num_threads() != 1) ++shared_tasks;
  });
  for (const auto& count : runs) EXPECT_EQ(count, 1);
  EXPECT_EQ(shared_tasks, 0);
}

TEST(RunOnAllCores, NoTask_Returns) {
  RunOnAllCores(0, [](size_t) { FAIL(); });
}

TEST(SingleThreadScope, AtItsEnd_RestoresTheNumberOfThreads) {
  at::set_num_threads(3);
  {
    SingleThreadScope scope;
    EXPECT_EQ(at::get_num_threads(), 1);
  }
  EXPECT_EQ(at::get_num_threads(), 3);
}

}  // namespace
}  // namespace assay
