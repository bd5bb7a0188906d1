#include "harness/compatibility/lock_files.h"

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/types/span.h"
#include "harness/compatibility/parallel.h"
#include "tools/base/status_macros.h"
#include "weights/reader/digest.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

absl::Status CannotList(const std::string& folder, const std::error_code& error) {
  return absl::InternalError(absl::StrCat("cannot list ", folder, ": ", error.message()));
}

// The paths of a lock's files, below the folder.
absl::StatusOr<std::vector<std::string>> List(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return absl::NotFoundError(absl::StrCat("no folder ", folder, ": expected a lock, as golden/ is one"));
  }
  std::vector<std::string> paths;
  fs::recursive_directory_iterator item(folder, fs::directory_options::follow_directory_symlink, error), end;
  for (; !error && item != end; item.increment(error)) {
    const std::string path = item->path().lexically_relative(folder).generic_string();
    const bool is_folder = item->is_directory(error);
    if (error) break;
    if (is_folder && path == kReleasedFolder) item.disable_recursion_pending();
    if (!is_folder && IsLockPath(path)) paths.push_back(path);
  }
  if (error) return CannotList(folder, error);
  return paths;
}

class FolderLockFiles : public LockFiles {
 public:
  FolderLockFiles(std::string folder, std::string name, std::map<std::string, std::string> files)
      : folder_(std::move(folder)), name_(std::move(name)), files_(std::move(files)) {}

  std::string Name() const override { return name_; }
  const std::map<std::string, std::string>& Files() const override { return files_; }

  absl::StatusOr<std::string> Read(const std::string& path) const override {
    ASSAY_ASSIGN_OR_RETURN(const std::string expected, FindSha256(*this, path));
    ASSAY_ASSIGN_OR_RETURN(std::string text, ReadFile(absl::StrCat(folder_, "/", path)));
    if (TextSha256(text) != expected) {
      return absl::DataLossError(
          absl::StrCat(folder_, "/", path, " changed while it was being looked at: run the command again"));
    }
    return text;
  }

 private:
  std::string folder_;
  std::string name_;
  std::map<std::string, std::string> files_;
};

}  // namespace

std::string TextSha256(absl::string_view text) {
  return Sha256Hex({reinterpret_cast<const std::byte*>(text.data()), text.size()});
}

bool IsLockPath(absl::string_view path) {
  return absl::EndsWith(path, ".textproto") && !absl::StartsWith(path, absl::StrCat(kReleasedFolder, "/")) &&
         path != kAcceptancesFile && path != kTombstonesFile;
}

absl::StatusOr<std::string> FindSha256(const LockFiles& files, const std::string& path) {
  const auto found = files.Files().find(path);
  if (found == files.Files().end()) {
    return absl::NotFoundError(absl::StrCat(files.Name(), " holds no file ", path));
  }
  return found->second;
}

absl::StatusOr<std::unique_ptr<LockFiles>> LockFiles::InFolder(const std::string& folder) {
  return InFolder(folder, "the present");
}

absl::StatusOr<std::unique_ptr<LockFiles>> LockFiles::InFolder(const std::string& folder, const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> paths, List(folder));
  std::vector<absl::StatusOr<std::string>> digests(paths.size(), std::string());
  ForEachOnAllCores(paths.size(), [&](size_t i) {
    digests[i] = ReadFile(absl::StrCat(folder, "/", paths[i]));
    if (digests[i].ok()) digests[i] = TextSha256(*digests[i]);
  });
  std::map<std::string, std::string> files;
  for (size_t i = 0; i < paths.size(); ++i) {
    if (!digests[i].ok()) return digests[i].status();
    files.emplace(paths[i], *std::move(digests[i]));
  }
  return std::unique_ptr<LockFiles>(std::make_unique<FolderLockFiles>(folder, name, std::move(files)));
}

}  // namespace assay
