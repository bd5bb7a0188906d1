#include "harness/compatibility/lock_views.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

class LockView : public LockFiles {
 public:
  explicit LockView(const LockFiles& base) : base_(base), sha256_(base.Files()) {}

  void Remove(const std::string& path) { sha256_.erase(path); }
  void Replace(const std::string& path, std::string text) {
    sha256_[path] = TextSha256(text);
    texts_[path] = std::move(text);
  }

  std::string Name() const override { return base_.Name(); }
  const std::map<std::string, std::string>& Files() const override { return sha256_; }

  absl::StatusOr<std::string> Read(const std::string& path) const override {
    ASSAY_RETURN_IF_ERROR(FindSha256(*this, path).status());
    const auto own = texts_.find(path);
    return own == texts_.end() ? base_.Read(path) : own->second;
  }

 private:
  const LockFiles& base_;
  std::map<std::string, std::string> sha256_;
  std::map<std::string, std::string> texts_;
};

}  // namespace

std::unique_ptr<LockFiles> OnlyFiles(const LockFiles& files, const std::set<std::string>& wanted) {
  auto view = std::make_unique<LockView>(files);
  for (const auto& [path, sha256] : files.Files()) {
    if (wanted.count(path) == 0) view->Remove(path);
  }
  return view;
}

std::unique_ptr<LockFiles> WithFiles(const LockFiles& files, std::map<std::string, std::string> changed,
                                     const std::set<std::string>& removed) {
  auto view = std::make_unique<LockView>(files);
  for (const std::string& path : removed) view->Remove(path);
  for (auto& [path, text] : changed) view->Replace(path, std::move(text));
  return view;
}

absl::Status CopyLock(const LockFiles& files, const std::string& folder) {
  for (const auto& [path, sha256] : files.Files()) {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, files.Read(path));
    ASSAY_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(folder, "/", path), text));
  }
  return absl::OkStatus();
}

}  // namespace assay
