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

// LibTorch computes on the calling thread alone while this lives.
class SingleThreadScope {
 public:
  SingleThreadScope();
  ~SingleThreadScope();
  SingleThreadScope(const SingleThreadScope&) = delete;
  SingleThreadScope& operator=(const SingleThreadScope&) = delete;

 private:
  int threads_;
};

// Calls `task` with 0 .. count - 1, each once, started in this order, and returns when all are done. At most eight run
// at once, since a large model's probe takes a gigabyte. `task` must not throw.
void RunOnAllCores(size_t count, const std::function<void(size_t)>& task);

}  // namespace assay

#endif  // ASSAY_HARNESS_RUN_ON_ALL_CORES_H_
