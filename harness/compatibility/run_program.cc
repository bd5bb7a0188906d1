#include "harness/compatibility/run_program.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

absl::Status CannotRun(const std::string& program, int error) {
  const std::string message = absl::StrCat("cannot run ", program, ": ", std::strerror(error));
  return error == ENOENT ? absl::NotFoundError(message) : absl::FailedPreconditionError(message);
}

std::string ReadAll(std::FILE* file) {
  std::rewind(file);
  std::string text;
  char buffer[1 << 16];
  while (const size_t count = std::fread(buffer, 1, sizeof buffer, file)) text.append(buffer, count);
  return text;
}

// The program's exit code, with these as its three streams; null leaves it ours.
absl::StatusOr<int> SpawnAndWait(std::vector<std::string> words, std::FILE* in, std::FILE* out, std::FILE* error) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(in), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(out), STDOUT_FILENO);
  if (error != nullptr) posix_spawn_file_actions_adddup2(&actions, fileno(error), STDERR_FILENO);
  pid_t child = 0;
  const int spawned = posix_spawnp(&child, words[0].c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (spawned != 0) return CannotRun(words[0], spawned);
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return CannotRun(words[0], errno);
  }
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  return absl::FailedPreconditionError(absl::StrCat(words[0], " was ended by signal ", WTERMSIG(status)));
}

}  // namespace

absl::StatusOr<ProgramOutput> RunProgram(const ProgramRun& run) {
  // Files, not pipes: a program may print before it has read everything, and neither side ever waits for the other.
  const File in(std::tmpfile()), out(std::tmpfile()), error(std::tmpfile());
  if (!in || !out || !error) return CannotRun(run.words[0], errno);
  if (std::fwrite(run.input.data(), 1, run.input.size(), in.get()) != run.input.size() || std::fflush(in.get()) != 0)
    return CannotRun(run.words[0], errno);
  std::rewind(in.get());
  ProgramOutput output;
  ASSAY_ASSIGN_OR_RETURN(output.exit_code,
                         SpawnAndWait(run.words, in.get(), out.get(), run.show_messages ? nullptr : error.get()));
  output.out = ReadAll(out.get());
  const std::vector<std::string> lines = absl::StrSplit(ReadAll(error.get()), '\n');
  output.error = lines.front();
  return output;
}

}  // namespace assay
