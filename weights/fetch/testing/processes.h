// Runs fetch_one in processes of their own.
#ifndef ASSAY_WEIGHTS_FETCH_TESTING_PROCESSES_H_
#define ASSAY_WEIGHTS_FETCH_TESTING_PROCESSES_H_

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "weights/reader/sha256.h"

extern char** environ;

namespace assay {

inline std::string HexOf(const std::string& bytes) {
  Sha256 hash;
  hash.Add(bytes.data(), bytes.size());
  return hash.FinishHex();
}

inline std::string BytesOf(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

// Of no two places that look alike.
inline std::string Noise(size_t size) {
  std::string bytes(size, '\0');
  uint32_t state = 1;
  for (char& byte : bytes) byte = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return bytes;
}

// The program with its words; standard output and error go to the file `log`.
inline pid_t Start(std::vector<std::string> words, const std::string& log) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t process = -1;
  const int error = posix_spawn(&process, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? process : -1;
}

inline std::string FetchOneProgram() {
  return absl::StrCat(std::getenv("TEST_SRCDIR"), "/assay/weights/fetch/fetch_one");
}

// The exit code, or 128 and the signal.
inline int End(pid_t process) {
  int status = 0;
  if (waitpid(process, &status, 0) != process) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Whether the file reaches that size within half a minute.
inline bool Grows(const std::string& path, uintmax_t bytes) {
  for (int i = 0; i < 3000; ++i) {
    std::error_code error;
    const uintmax_t size = std::filesystem::file_size(path, error);
    if (!error && size >= bytes) return true;
    absl::SleepFor(absl::Milliseconds(10));
  }
  return false;
}

}  // namespace assay

#endif  // ASSAY_WEIGHTS_FETCH_TESTING_PROCESSES_H_
