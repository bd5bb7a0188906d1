// What a measurement was made on: the host, its caches, how the program was built, and the CPUs that it may use.
#ifndef ASSAY_BENCHMARKS_MEASURE_MACHINE_H_
#define ASSAY_BENCHMARKS_MEASURE_MACHINE_H_

#include <sched.h>

#include <cstdint>
#include <string>

namespace assay {

struct Host {
  std::string processor = {};  // "Intel(R) Xeon(R) Platinum 8481C"
  int cores = 0;               // that this process may use
  std::string governor = {};   // "performance"; empty where the kernel does not say, as in a virtual machine
};

Host DescribeHost();

// The largest cache that the system names; 32 MiB where it names none.
int64_t LastLevelCacheBytes();

// "opt", or "dbg" where assertions are on: such a build scores nothing.
std::string BuildMode();

// The commit that is checked out in the workspace from which `bazel run` started the program; empty elsewhere. What is
// not committed it does not tell.
std::string CheckedOutCommit();

// "2026-11-30T16:02:11Z"
std::string UtcNow();

// The calling thread, and those that it starts, on one CPU while this lives: a row of one thread does not wander.
// It is the last one that the process may use, since the first serves the system's interrupts.
class PinnedScope {
 public:
  PinnedScope();
  ~PinnedScope();
  PinnedScope(const PinnedScope&) = delete;
  PinnedScope& operator=(const PinnedScope&) = delete;

 private:
  cpu_set_t before_;
  bool is_pinned_ = false;
};

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_MACHINE_H_
