#include "harness/run_on_all_cores.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace assay {
namespace {

constexpr size_t kMostWorkers = 8;

}  // namespace

ThreadsScope::ThreadsScope(int threads) : threads_(at::get_num_threads()) { at::set_num_threads(threads); }

ThreadsScope::~ThreadsScope() { at::set_num_threads(threads_); }

void RunOnAllCores(size_t count, const std::function<void(size_t)>& task) {
  SingleThreadScope calling_thread;
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    // The number of threads is each thread's own.
    at::set_num_threads(1);
    for (size_t i = next++; i < count; i = next++) task(i);
  };
  const size_t cores = std::max(1u, std::thread::hardware_concurrency());
  const size_t workers = std::min({count, cores, kMostWorkers});
  std::vector<std::thread> threads;
  for (size_t i = 1; i < workers; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace assay
