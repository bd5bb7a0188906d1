#include "benchmarks/measure/machine.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace assay {
namespace {

std::string FirstLine(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string Processor() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  std::string line;
  while (std::getline(cpuinfo, line)) {
    const size_t colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "";
}

}  // namespace

Host DescribeHost() {
  cpu_set_t allowed;
  const bool is_known = sched_getaffinity(0, sizeof(allowed), &allowed) == 0;
  return {.processor = Processor(),
          .cores = is_known ? CPU_COUNT(&allowed) : static_cast<int>(std::thread::hardware_concurrency()),
          .governor = FirstLine("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")};
}

int64_t LastLevelCacheBytes() {
  constexpr int64_t kUnknown = 32 << 20;
  int64_t largest = 0;
  for (const int name : {_SC_LEVEL2_CACHE_SIZE, _SC_LEVEL3_CACHE_SIZE, _SC_LEVEL4_CACHE_SIZE})
    largest = std::max<int64_t>(largest, sysconf(name));
  return largest > 0 ? largest : kUnknown;
}

std::string BuildMode() {
#ifdef NDEBUG
  return "opt";
#else
  return "dbg";
#endif
}

std::string CheckedOutCommit() {
  const char* const workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (workspace == nullptr) return "";
  std::filesystem::path git = std::filesystem::path(workspace) / ".git";
  // Of a worktree it is a file, which says where.
  if (std::filesystem::is_regular_file(git)) git = std::string(absl::StripPrefix(FirstLine(git), "gitdir: "));
  const std::string head = FirstLine(git / "HEAD");
  if (head.rfind("ref: ", 0) != 0) return head;
  const std::string ref = head.substr(5);
  if (const std::string own = FirstLine(git / ref); !own.empty()) return own;
  // A worktree's branches lie in the repository that it belongs to.
  const std::string common = FirstLine(git / "commondir");
  return common.empty() ? "" : FirstLine(git / common / ref);
}

std::string UtcNow() { return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::Now(), absl::UTCTimeZone()); }

PinnedScope::PinnedScope() {
  if (sched_getaffinity(0, sizeof(before_), &before_) != 0) return;
  for (int cpu = CPU_SETSIZE - 1; cpu >= 0; --cpu) {
    if (!CPU_ISSET(cpu, &before_)) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    is_pinned_ = sched_setaffinity(0, sizeof(one), &one) == 0;
    return;
  }
}

PinnedScope::~PinnedScope() {
  if (is_pinned_) sched_setaffinity(0, sizeof(before_), &before_);
}

}  // namespace assay
