// One holder at a time, among processes and threads: flock() on a file that is there only while someone wants the lock.
//
//   ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<FileLock> lock, FileLock::Wait(path + ".lock", [] { std::cerr <<
//   "waiting\n"; }));
//
// The system frees it when its holder ends, however that ends.
#ifndef ASSAY_WEIGHTS_FETCH_FILE_LOCK_H_
#define ASSAY_WEIGHTS_FETCH_FILE_LOCK_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace assay {

class FileLock {
 public:
  // Waits for the lock; `busy` is called once where someone else has it.
  // Errors: FailedPrecondition, naming the path, where the file cannot be made or locked.
  static absl::StatusOr<std::unique_ptr<FileLock>> Wait(const std::string& path,
                                                        const std::function<void()>& busy = nullptr);

  // The lock, or null where someone else has it. Errors: as Wait.
  static absl::StatusOr<std::unique_ptr<FileLock>> Try(const std::string& path);

  // Frees it, and removes the file.
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  FileLock(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  static absl::StatusOr<std::unique_ptr<FileLock>> Acquire(const std::string& path, bool wait,
                                                           const std::function<void()>& busy);

  std::string path_;
  int descriptor_;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_FETCH_FILE_LOCK_H_
