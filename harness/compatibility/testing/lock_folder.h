// A folder for a test to keep a lock in.
//
//   const LockFolder golden;
//   golden.Write("resnet/resnet18.textproto", "builder: \"resnet18\"\n");
//   auto files = LockFiles::InFolder(golden.path());
#ifndef ASSAY_HARNESS_COMPATIBILITY_TESTING_LOCK_FOLDER_H_
#define ASSAY_HARNESS_COMPATIBILITY_TESTING_LOCK_FOLDER_H_

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace assay {

// Empty at first, and gone with the object.
class LockFolder {
 public:
  LockFolder() {
    const char* temporary = std::getenv("TEST_TMPDIR");
    std::string name = std::string(temporary == nullptr ? testing::TempDir() : temporary) + "/golden.XXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr) << name;
    path_ = name;
  }
  ~LockFolder() { std::filesystem::remove_all(path_); }
  LockFolder(const LockFolder&) = delete;
  LockFolder& operator=(const LockFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string InFolder(const std::string& file) const { return path_ + "/" + file; }

  void Write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(InFolder(file)).parent_path());
    std::ofstream stream(InFolder(file), std::ios::binary);
    stream << text;
    EXPECT_TRUE(stream.flush()) << file;
  }

  std::string Read(const std::string& file) const {
    std::ostringstream text;
    text << std::ifstream(InFolder(file), std::ios::binary).rdbuf();
    return text.str();
  }

  void Remove(const std::string& file) const { EXPECT_TRUE(std::filesystem::remove(InFolder(file))) << file; }

  bool Has(const std::string& file) const { return std::filesystem::exists(InFolder(file)); }

  // The paths of all files.
  std::set<std::string> Files() const {
    std::set<std::string> files;
    for (const auto& item : std::filesystem::recursive_directory_iterator(path_)) {
      if (!item.is_directory()) files.insert(item.path().lexically_relative(path_).string());
    }
    return files;
  }

 private:
  std::string path_;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_TESTING_LOCK_FOLDER_H_
