#include "weights/fetch/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace assay {
namespace {

absl::Status Problem(const char* what, const std::string& path) {
  return absl::FailedPreconditionError(absl::StrCat("cannot ", what, " ", path, " (", std::strerror(errno),
                                                    "): set ASSAY_HOME to a folder that can be written"));
}

// 0, or the error. A signal does not end the waiting.
int Flock(int descriptor, int operation) {
  while (flock(descriptor, operation) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

// Whether the path still names the file that was opened: the last holder removes it.
bool IsStillThere(int descriptor, const std::string& path) {
  struct stat opened, named;
  return fstat(descriptor, &opened) == 0 && stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileLock>> FileLock::Acquire(const std::string& path, bool wait,
                                                            const std::function<void()>& busy) {
  for (bool said = false;;) {
    const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0) return Problem("make the lock file", path);
    int error = Flock(descriptor, LOCK_EX | LOCK_NB);
    if (error == EWOULDBLOCK && !wait) {
      close(descriptor);
      return nullptr;
    }
    if (error == EWOULDBLOCK) {
      if (busy != nullptr && !std::exchange(said, true)) busy();
      error = Flock(descriptor, LOCK_EX);
    }
    if (error != 0) {
      close(descriptor);
      errno = error;
      return Problem("lock", path);
    }
    if (IsStillThere(descriptor, path)) return std::unique_ptr<FileLock>(new FileLock(path, descriptor));
    close(descriptor);
  }
}

absl::StatusOr<std::unique_ptr<FileLock>> FileLock::Wait(const std::string& path, const std::function<void()>& busy) {
  return Acquire(path, true, busy);
}

absl::StatusOr<std::unique_ptr<FileLock>> FileLock::Try(const std::string& path) {
  return Acquire(path, false, nullptr);
}

FileLock::~FileLock() {
  // While it is still held: who waits on this file finds that it is gone, and makes a new one.
  unlink(path_.c_str());
  close(descriptor_);
}

}  // namespace assay
