#include "harness/compatibility/release_files.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "harness/compatibility/parallel.h"
#include "harness/compatibility/version.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr char kWayOut[] = "git checkout it, and change what is promised by `assay release` alone";

class ReleaseFiles : public LockFiles {
 public:
  ReleaseFiles(std::string golden, const proto::ReleaseIndex& index, const std::set<std::string>* wanted)
      : golden_(std::move(golden)), version_(index.version()) {
    for (const proto::ReleasedFile& file : index.file()) {
      if (wanted != nullptr && wanted->count(file.path()) == 0) continue;
      sha256_.emplace(file.path(), file.sha256());
      kept_in_.emplace(file.path(), file.kept_in());
    }
  }

  std::string Name() const override { return absl::StrCat("release ", version_); }
  const std::map<std::string, std::string>& Files() const override { return sha256_; }

  absl::StatusOr<std::string> Read(const std::string& path) const override {
    ASSAY_ASSIGN_OR_RETURN(const std::string expected, FindSha256(*this, path));
    const std::string file = absl::StrCat("golden/", ReleasedPath(kept_in_.at(path), path));
    absl::StatusOr<std::string> text = ReadFile(absl::StrCat(golden_, "/", ReleasedPath(kept_in_.at(path), path)));
    if (absl::IsNotFound(text.status())) {
      return absl::DataLossError(absl::StrCat(file, " is missing, which ", Name(), " promises: ", kWayOut));
    }
    if (text.ok() && TextSha256(*text) != expected) {
      return absl::DataLossError(absl::StrCat(file, " was edited by hand: it is not what ", Name(),
                                              " promises (sha256 ", expected, " expected, got ", TextSha256(*text),
                                              "): ", kWayOut));
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

absl::Status CheckIndex(const proto::ReleaseIndex& index, const std::string& version) {
  const auto contradicts = [&](absl::string_view what) {
    return absl::DataLossError(absl::StrCat("golden/", ReleasedPath(version, kReleaseIndexFile),
                                            " was edited by hand: ", what, ": ", kWayOut));
  };
  if (index.version() != version) return contradicts(absl::StrCat("it says version ", index.version()));
  if (index.file().empty()) return contradicts("it promises nothing");
  std::string last;
  for (const proto::ReleasedFile& file : index.file()) {
    if (file.path() <= last) return contradicts(absl::StrCat(file.path(), " is not in its place"));
    last = file.path();
    // Nothing outside golden/ is ever read.
    if (!IsLockPath(last) || absl::StartsWith(last, "/") || absl::StrContains(absl::StrCat("/", last), "/../"))
      return contradicts(absl::StrCat("\"", last, "\" is no file of a lock"));
    if (!CheckVersion(file.kept_in()).ok() || VersionLess(version, file.kept_in()))
      return contradicts(absl::StrCat(last, " is kept in \"", file.kept_in(), "\", which is no release before it"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<LockFiles>> Open(const std::string& golden, const std::string& version,
                                                const std::set<std::string>* wanted) {
  ASSAY_ASSIGN_OR_RETURN(const proto::ReleaseIndex index, ReadReleaseIndex(golden, version));
  auto release = std::make_unique<ReleaseFiles>(golden, index, wanted);
  ASSAY_RETURN_IF_ERROR(release->Check());
  return std::unique_ptr<LockFiles>(std::move(release));
}

}  // namespace

std::string ReleasedPath(absl::string_view version, absl::string_view path) {
  return absl::StrCat(kReleasedFolder, "/", version, "/", path);
}

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

absl::StatusOr<proto::ReleaseIndex> ReadReleaseIndex(const std::string& golden, const std::string& version) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> versions, ListReleases(golden));
  if (versions.empty()) return NoReleaseYet();
  if (std::find(versions.begin(), versions.end(), version) == versions.end()) {
    return absl::NotFoundError(absl::StrCat("no release ", version, ": the newest is ", versions.back()));
  }
  const std::string path = ReleasedPath(version, kReleaseIndexFile);
  absl::StatusOr<std::string> text = ReadFile(absl::StrCat(golden, "/", path));
  if (absl::IsNotFound(text.status())) {
    return absl::DataLossError(absl::StrCat("golden/", path, " is missing: ", kWayOut));
  }
  if (!text.ok()) return text.status();
  proto::ReleaseIndex index;
  ASSAY_RETURN_IF_ERROR(ParseTextproto(*text, absl::StrCat("golden/", path), index));
  ASSAY_RETURN_IF_ERROR(CheckIndex(index, version));
  return index;
}

absl::StatusOr<std::unique_ptr<LockFiles>> OpenRelease(const std::string& golden, const std::string& version) {
  return Open(golden, version, nullptr);
}

absl::StatusOr<std::unique_ptr<LockFiles>> OpenRelease(const std::string& golden, const std::string& version,
                                                       const std::vector<std::string>& wanted) {
  const std::set<std::string> paths(wanted.begin(), wanted.end());
  return Open(golden, version, &paths);
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
