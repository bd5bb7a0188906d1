// The same task for many files, on all cores. As harness/run_on_all_cores.h, which sees LibTorch.
//
//   ForEachOnAllCores(paths.size(), [&](size_t i) { digests[i] = FileSha256(paths[i]); });
#ifndef ASSAY_HARNESS_COMPATIBILITY_PARALLEL_H_
#define ASSAY_HARNESS_COMPATIBILITY_PARALLEL_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace assay {

// Calls `task` with 0 .. count - 1, each once, and returns when all are done. `task` must not throw.
template <class Task>
void ForEachOnAllCores(size_t count, const Task& task) {
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < count; i = next++) task(i);
  };
  const size_t workers = std::min<size_t>(count, std::max(1u, std::thread::hardware_concurrency()));
  std::vector<std::thread> threads;
  for (size_t i = 1; i < workers; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_PARALLEL_H_
