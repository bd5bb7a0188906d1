#include "harness/compatibility/git.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace assay {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

absl::Status CannotRun(int error) {
  return absl::FailedPreconditionError(
      absl::StrCat("cannot run git, which reads the lock of a commit: ", std::strerror(error),
                   error == ENOENT ? "; install git, or compare against a release" : ""));
}

std::string ReadAll(std::FILE* file) {
  std::rewind(file);
  std::string text;
  char buffer[1 << 16];
  while (const size_t count = std::fread(buffer, 1, sizeof buffer, file)) text.append(buffer, count);
  return text;
}

}  // namespace

absl::StatusOr<GitOutput> RunGit(const std::string& root, const std::vector<std::string>& arguments,
                                 const std::string& input) {
  // Files, not pipes: git may print before it has read everything, and neither side ever waits for the other.
  const File in(std::tmpfile()), out(std::tmpfile()), error(std::tmpfile());
  if (!in || !out || !error) return CannotRun(errno);
  if (std::fwrite(input.data(), 1, input.size(), in.get()) != input.size() || std::fflush(in.get()) != 0)
    return CannotRun(errno);
  std::rewind(in.get());

  std::vector<std::string> words = {"git", "-C", root};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(in.get()), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(out.get()), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(error.get()), STDERR_FILENO);
  pid_t child = 0;
  const int spawned = posix_spawnp(&child, "git", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (spawned != 0) return CannotRun(spawned);
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return CannotRun(errno);
  }
  if (!WIFEXITED(status)) {
    return absl::FailedPreconditionError(absl::StrCat("git was ended by signal ", WTERMSIG(status)));
  }
  const std::vector<std::string> lines = absl::StrSplit(ReadAll(error.get()), '\n');
  return GitOutput{.exit_code = WEXITSTATUS(status), .out = ReadAll(out.get()), .error = lines.front()};
}

}  // namespace assay
