// Runs independent tasks side by side, each on one thread.
//
//   RunOnAllCores(builders.size(), [&](size_t i) { results[i] = Validate(builders[i]); });
//
// One task a core beats all cores on one task: a probe's layers are too small to share, and threads that wait for each
// other at every layer cost a multiple when the machine has other work.
#ifndef ASSAY_HARNESS_RUN_ON_ALL_CORES_H_
#define ASSAY_HARNESS_RUN_ON_ALL_CORES_H_

#include <cstddef>
#include <functional>

namespace assay {

// LibTorch computes on so many threads while this lives.
class ThreadsScope {
 public:
  explicit ThreadsScope(int threads);
  ~ThreadsScope();
  ThreadsScope(const ThreadsScope&) = delete;
  ThreadsScope& operator=(const ThreadsScope&) = delete;

 private:
  int threads_;
};

// On the calling thread alone.
struct SingleThreadScope : ThreadsScope {
  SingleThreadScope() : ThreadsScope(1) {}
};

// Calls `task` with 0 .. count - 1, each once, started in this order, and returns when all are done. At most eight run
// at once, since a large model's probe takes a gigabyte. `task` must not throw.
void RunOnAllCores(size_t count, const std::function<void(size_t)>& task);

}  // namespace assay

#endif  // ASSAY_HARNESS_RUN_ON_ALL_CORES_H_
