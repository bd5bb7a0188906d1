#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "benchmarks/measure/machine.h"
#include "benchmarks/measure/timer.h"

namespace assay {
namespace {

// A line of /proc/self/status, in bytes.
int64_t StatusBytes(const char* field) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.rfind(field, 0) == 0) return std::atoll(line.c_str() + std::strlen(field)) * 1024;
  }
  return 0;
}

class CpuTimer final : public Timer {
 public:
  double Time(Iteration run, int64_t first, int64_t batch) override {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point start = Clock::now();
    for (int64_t i = first; i < first + batch; ++i) run(i);
    return std::chrono::duration<double>(Clock::now() - start).count() / static_cast<double>(batch);
  }

  // Written too: a line that is only read may be kept by a cache that prefers what is used often.
  void FlushCaches() override {
    if (flush_.empty()) flush_.resize(2 * static_cast<size_t>(LastLevelCacheBytes()));
    constexpr size_t kLine = 64;
    for (size_t i = 0; i < flush_.size(); i += kLine) flush_[i] = static_cast<char>(flush_[i] + 1);
    // Else the compiler might see that nobody reads it.
    asm volatile("" : : "r"(flush_.data()) : "memory");
  }

  // The kernel starts the peak anew; where it does not let us, the peak is that of the whole process.
  void ResetPeakMemory() override { std::ofstream("/proc/self/clear_refs") << "5"; }
  int64_t PeakMemory() override { return StatusBytes("VmHWM:"); }
  int64_t ReservedMemory() override { return StatusBytes("VmRSS:"); }

 private:
  std::vector<char> flush_;
};

}  // namespace

std::unique_ptr<Timer> MakeCpuTimer() { return std::make_unique<CpuTimer>(); }

}  // namespace assay
