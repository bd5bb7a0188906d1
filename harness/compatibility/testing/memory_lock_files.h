// A lock in memory, for tests and benchmarks.
//
//   MemoryLockFiles promised("release 1.0");
//   promised.Add("resnet/resnet50.textproto", golden);
#ifndef ASSAY_HARNESS_COMPATIBILITY_TESTING_MEMORY_LOCK_FILES_H_
#define ASSAY_HARNESS_COMPATIBILITY_TESTING_MEMORY_LOCK_FILES_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "google/protobuf/message.h"
#include "harness/compatibility/lock_files.h"
#include "harness/textproto.h"
#include "weights/reader/digest.h"

namespace assay {

class MemoryLockFiles : public LockFiles {
 public:
  explicit MemoryLockFiles(std::string name) : name_(std::move(name)) {}

  // Adds a file, or replaces it.
  void AddText(const std::string& path, std::string text) {
    sha256_[path] = Sha256Hex(absl::MakeConstSpan(reinterpret_cast<const std::byte*>(text.data()), text.size()));
    text_[path] = std::move(text);
  }
  void Add(const std::string& path, const google::protobuf::Message& message) {
    AddText(path, TextprotoText(message, "harness/golden.proto"));
  }
  void Remove(const std::string& path) {
    sha256_.erase(path);
    text_.erase(path);
  }

  std::string Name() const override { return name_; }
  const std::map<std::string, std::string>& Files() const override { return sha256_; }
  absl::StatusOr<std::string> Read(const std::string& path) const override {
    const auto found = text_.find(path);
    if (found == text_.end()) return absl::NotFoundError(absl::StrCat(name_, " has no ", path));
    return found->second;
  }

 private:
  std::string name_;
  std::map<std::string, std::string> sha256_;
  std::map<std::string, std::string> text_;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_TESTING_MEMORY_LOCK_FILES_H_
