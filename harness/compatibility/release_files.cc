#include "harness/compatibility/release_files.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "harness/compatibility/complete_lock.h"
#include "harness/compatibility/parallel.h"
#include "harness/compatibility/version.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

class ReleaseFiles : public LockFiles {
 public:
  using Wanted = std::function<bool(const std::string&)>;

  // Null wants all.
  ReleaseFiles(std::string golden, const proto::ReleaseIndex& index, const Wanted& wanted)
      : golden_(std::move(golden)), version_(index.version()) {
    for (const proto::ReleasedFile& file : index.file()) {
      if (wanted != nullptr && !wanted(file.path())) continue;
      sha256_.emplace(file.path(), file.sha256());
      kept_in_.emplace(file.path(), file.kept_in());
    }
  }

  std::string Name() const override { return absl::StrCat("release ", version_); }
  const std::map<std::string, std::string>& Files() const override { return sha256_; }

  absl::StatusOr<std::string> Read(const std::string& path) const override {
    ASSAY_ASSIGN_OR_RETURN(const std::string expected, FindSha256(*this, path));
    const std::string file = ReleasedPath(kept_in_.at(path), path);
    absl::StatusOr<std::string> text = ReadFile(absl::StrCat(golden_, "/", file));
    if (absl::IsNotFound(text.status()))
      return PromiseEdited(file, absl::StrCat("is missing, which ", Name(), " promises"));
    if (text.ok() && TextSha256(*text) != expected) {
      return PromiseEdited(file, absl::StrCat("was edited by hand: it is not what ", Name(), " promises (sha256 ",
                                              expected, " expected, got ", TextSha256(*text), ")"));
    }
    return text;
  }

  // OK where every file is what was released.
  absl::Status Check() const {
    std::vector<std::string> paths;
    for (const auto& [path, sha256] : sha256_) paths.push_back(path);
    std::vector<absl::Status> statuses(paths.size());
    ForEachOnAllCores(paths.size(), [&](size_t i) { statuses[i] = Read(paths[i]).status(); });
    for (const absl::Status& status : statuses) ASSAY_RETURN_IF_ERROR(status);
    return absl::OkStatus();
  }

 private:
  std::string golden_;
  std::string version_;
  std::map<std::string, std::string> sha256_;
  std::map<std::string, std::string> kept_in_;
};

absl::StatusOr<proto::ReleaseIndex> ReadIndex(const std::string& golden, const std::string& version) {
  const std::string path = ReleasedPath(version, kReleaseIndexFile);
  const absl::StatusOr<std::string> text = ReadFile(absl::StrCat(golden, "/", path));
  if (absl::IsNotFound(text.status())) return PromiseEdited(path, "is missing");
  if (!text.ok()) return text.status();
  return ParseReleaseIndex(*text, version);
}

// OK where the release's folder has no text that its index does not say is kept there.
absl::Status CheckFolder(const std::string& golden, const proto::ReleaseIndex& index) {
  std::set<std::string> kept = {kReleaseIndexFile};
  for (const proto::ReleasedFile& file : index.file()) {
    if (file.kept_in() == index.version()) kept.insert(file.path());
  }
  const std::string folder = absl::StrCat(golden, "/", ReleasedPath(index.version(), ""));
  std::error_code error;
  fs::recursive_directory_iterator item(folder, fs::directory_options::follow_directory_symlink, error), end;
  for (; !error && item != end; item.increment(error)) {
    const std::string path = item->path().lexically_relative(folder).generic_string();
    if (!item->is_directory() && absl::EndsWith(path, ".textproto")) {
      if (kept.erase(path)) continue;
      return PromiseEdited(ReleasedPath(index.version(), path),
                           absl::StrCat("is in no line of release ", index.version(), "'s index"));
    }
  }
  if (error) return absl::InternalError(absl::StrCat("cannot list ", folder, ": ", error.message()));
  if (kept.empty()) return absl::OkStatus();
  return PromiseEdited(ReleasedPath(index.version(), *kept.begin()),
                       absl::StrCat("is missing, which release ", index.version(), " promises"));
}

// The last of `indices` as a lock, checked down to the first.
absl::StatusOr<std::unique_ptr<LockFiles>> OpenAll(const std::string& golden,
                                                   const std::vector<proto::ReleaseIndex>& indices) {
  for (const proto::ReleaseIndex& index : indices) ASSAY_RETURN_IF_ERROR(CheckFolder(golden, index));
  auto release = std::make_unique<ReleaseFiles>(golden, indices.back(), nullptr);
  ASSAY_RETURN_IF_ERROR(release->Check());
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> missing, FindMissingFiles(*release));
  if (!missing.empty()) {
    return PromiseEdited(ReleasedPath(indices.back().version(), kReleaseIndexFile),
                         absl::StrCat("promises a library that is not whole (", missing.front(), ")"));
  }
  return std::unique_ptr<LockFiles>(std::move(release));
}

// The indices up to that of `version`.
absl::StatusOr<std::vector<proto::ReleaseIndex>> ReadIndicesUpTo(const std::string& golden,
                                                                 const std::string& version) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<proto::ReleaseIndex> indices, ReadReleaseIndices(golden));
  if (indices.empty()) return NoReleaseYet();
  const auto found = std::find_if(indices.begin(), indices.end(),
                                  [&](const proto::ReleaseIndex& index) { return index.version() == version; });
  if (found == indices.end()) {
    return absl::NotFoundError(absl::StrCat("no release ", version, ": the newest is ", indices.back().version()));
  }
  indices.erase(std::next(found), indices.end());
  return indices;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ListReleases(const std::string& golden) {
  const std::string folder = absl::StrCat(golden, "/", kReleasedFolder);
  std::vector<std::string> versions;
  std::error_code error;
  if (!fs::exists(folder, error)) return versions;
  for (fs::directory_iterator item(folder, error), end; !error && item != end; item.increment(error)) {
    const std::string name = item->path().filename().string();
    // A release that was cut off while it was written; the next one removes it.
    if (!item->is_directory() || absl::StartsWith(name, ".")) continue;
    if (!CheckVersion(name).ok()) {
      return absl::DataLossError(absl::StrCat("golden/released/", name, " is no release: remove it"));
    }
    versions.push_back(name);
  }
  if (error) return absl::InternalError(absl::StrCat("cannot list ", folder, ": ", error.message()));
  std::sort(versions.begin(), versions.end(), VersionLess);
  return versions;
}

absl::StatusOr<std::vector<proto::ReleaseIndex>> ReadReleaseIndices(const std::string& golden) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> versions, ListReleases(golden));
  std::vector<proto::ReleaseIndex> indices;
  for (const std::string& version : versions) {
    ASSAY_ASSIGN_OR_RETURN(proto::ReleaseIndex index, ReadIndex(golden, version));
    indices.push_back(std::move(index));
  }
  ASSAY_RETURN_IF_ERROR(CheckSuccession(indices));
  return indices;
}

absl::StatusOr<proto::ReleaseIndex> ReadReleaseIndex(const std::string& golden, const std::string& version) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<proto::ReleaseIndex> indices, ReadIndicesUpTo(golden, version));
  return std::move(indices.back());
}

absl::StatusOr<std::unique_ptr<LockFiles>> OpenRelease(const std::string& golden, const std::string& version) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<proto::ReleaseIndex> indices, ReadIndicesUpTo(golden, version));
  return OpenAll(golden, indices);
}

absl::StatusOr<std::unique_ptr<LockFiles>> OpenRelease(const std::string& golden, const std::string& version,
                                                       const std::function<bool(const std::string&)>& wanted) {
  ASSAY_ASSIGN_OR_RETURN(const proto::ReleaseIndex index, ReadReleaseIndex(golden, version));
  auto release = std::make_unique<ReleaseFiles>(golden, index, wanted);
  ASSAY_RETURN_IF_ERROR(release->Check());
  return std::unique_ptr<LockFiles>(std::move(release));
}

absl::StatusOr<std::unique_ptr<LockFiles>> OpenRelease(const std::string& golden, const std::string& version,
                                                       const std::vector<std::string>& wanted) {
  const std::set<std::string> paths(wanted.begin(), wanted.end());
  return OpenRelease(golden, version, [&](const std::string& path) { return paths.count(path) > 0; });
}

absl::StatusOr<std::unique_ptr<LockFiles>> OpenNewestRelease(const std::string& golden) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> versions, ListReleases(golden));
  if (versions.empty()) return NoReleaseYet();
  return OpenRelease(golden, versions.back());
}

absl::Status NoReleaseYet() {
  return absl::NotFoundError(
      "no release yet, so nothing is promised: ./bazelw run //tools:assay -- release 1.0 promises what golden/ holds");
}

}  // namespace assay
