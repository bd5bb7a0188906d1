#include "weights/reader/testing/limited_child.h"

#include <malloc.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace assay::testing_files {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

size_t MappedBytes() {
  unsigned long pages = 0;
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr || std::fscanf(file, "%lu", &pages) != 1) std::abort();
  std::fclose(file);
  return pages * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

void SetTimer(int which, double seconds) {
  itimerval timer = {};
  timer.it_value.tv_sec = static_cast<time_t>(seconds);
  timer.it_value.tv_usec = static_cast<suseconds_t>((seconds - std::floor(seconds)) * 1e6);
  if (setitimer(which, &timer, nullptr) != 0) std::abort();
}

void SetLimits(const ChildLimits& limits) {
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  SetTimer(ITIMER_PROF, limits.seconds * TimeFactor());
  SetTimer(ITIMER_REAL, 10 * limits.seconds * TimeFactor());
  if (!BoundsMemory()) return;
  malloc_trim(0);
  const rlimit memory = {MappedBytes() + limits.memory_bytes, RLIM_INFINITY};
  if (setrlimit(RLIMIT_AS, &memory) != 0) std::abort();
}

// noexcept: what escapes must end the child, or it would go on as a second parent.
[[noreturn]] void BeChild(int pipe_end, const std::function<std::string()>& work, const ChildLimits& limits) noexcept {
  SetLimits(limits);
  const std::string output = work();
  size_t written = 0;
  while (written < output.size()) {
    const ssize_t count = write(pipe_end, output.data() + written, output.size() - written);
    if (count <= 0) std::abort();
    written += static_cast<size_t>(count);
  }
  _exit(0);
}

std::string Describe(int status) {
  if (WIFEXITED(status)) {
    return WEXITSTATUS(status) == 0 ? "" : "exit status " + std::to_string(WEXITSTATUS(status));
  }
  const int number = WTERMSIG(status);
  if (number == SIGPROF || number == SIGALRM) return "took too long";
  return "signal " + std::to_string(number) + " (" + strsignal(number) + ")";
}

}  // namespace

double TimeFactor() {
  const char* const factor = std::getenv("ASSAY_TIME_FACTOR");
  return (factor == nullptr ? 1 : std::atof(factor)) * (kSanitized ? 20 : 1);
}

bool ReturnFreedBlocks() {
  mallopt(M_MMAP_THRESHOLD, 128 << 10);
  return true;
}

bool BoundsMemory() { return !kSanitized; }

ChildResult RunInChild(const std::function<std::string()>& work, const ChildLimits& limits) {
  int ends[2];
  if (pipe(ends) != 0) return {"", "no pipe"};
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) return {"", "cannot fork"};
  if (child == 0) {
    close(ends[0]);
    BeChild(ends[1], work, limits);
  }
  close(ends[1]);
  ChildResult result;
  char buffer[4096];
  for (ssize_t count; (count = read(ends[0], buffer, sizeof(buffer))) > 0;)
    result.output.append(buffer, static_cast<size_t>(count));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  result.failure = Describe(status);
  return result;
}

}  // namespace assay::testing_files
