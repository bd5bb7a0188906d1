#include "benchmarks/compare/run_binary.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr int kCannotExecute = 127;
constexpr long kMostWords = 4096;
// Long against what a look costs, short against a run.
constexpr absl::Duration kBetweenLooks = absl::Microseconds(500);

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

// In the child: nothing but system calls.
[[noreturn]] void Become(char* const* argv, int error_file) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = open("/dev/null", O_RDWR);
  dup2(nothing, STDIN_FILENO);
  dup2(nothing, STDOUT_FILENO);
  dup2(error_file, STDERR_FILENO);
  execv(argv[0], argv);
  dprintf(STDERR_FILENO, "%s\n", std::strerror(errno));
  _exit(kCannotExecute);
}

std::string LastLine(std::FILE* file) {
  std::fseek(file, 0, SEEK_END);
  std::fseek(file, std::max(0L, std::ftell(file) - kMostWords), SEEK_SET);
  std::string text(kMostWords, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  absl::StripTrailingAsciiWhitespace(&text);
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  return lines.back();
}

// False where the time is over.
bool WaitFor(pid_t child, absl::Time until, int& status) {
  while (true) {
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child || (ended < 0 && errno != EINTR)) return true;
    if (absl::Now() > until) return false;
    absl::SleepFor(kBetweenLooks);
  }
}

std::string Said(const std::string& last_words) {
  return last_words.empty() ? "" : absl::StrCat("; its last words: ", last_words);
}

}  // namespace

absl::StatusOr<BinaryEnd> RunBinary(const std::vector<std::string>& words, absl::Duration timeout) {
  const std::string& program = words.front();
  if (access(program.c_str(), F_OK) != 0)
    return absl::NotFoundError(absl::StrCat("there is no program ", program, ": build it first"));
  if (access(program.c_str(), X_OK) != 0)
    return absl::FailedPreconditionError(absl::StrCat(program, " is no program that may be run"));
  const File errors(std::tmpfile());
  if (!errors) return absl::FailedPreconditionError("cannot make a temporary file: is TMPDIR full?");
  std::vector<std::string> copies = words;
  std::vector<char*> argv;
  for (std::string& word : copies) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child < 0)
    return absl::FailedPreconditionError(absl::StrCat("cannot start ", program, ": ", std::strerror(errno)));
  if (child == 0) Become(argv.data(), fileno(errors.get()));
  int status = 0;
  if (!WaitFor(child, absl::Now() + timeout, status)) {
    kill(-child, SIGKILL);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return absl::DeadlineExceededError(absl::StrCat(program, " ran longer than ", absl::FormatDuration(timeout),
                                                    " and was ended (--timeout= gives it longer)",
                                                    Said(LastLine(errors.get()))));
  }
  const std::string last_words = LastLine(errors.get());
  if (WIFSIGNALED(status)) {
    return absl::FailedPreconditionError(absl::StrCat(program, " was ended by signal ", WTERMSIG(status), " (",
                                                      strsignal(WTERMSIG(status)), ")", Said(last_words)));
  }
  if (WEXITSTATUS(status) == kCannotExecute)
    return absl::FailedPreconditionError(absl::StrCat("cannot run ", program, Said(last_words)));
  return BinaryEnd{WEXITSTATUS(status), last_words};
}

}  // namespace assay
