#include "weights/fetch/weight_cache.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tools/base/status_macros.h"
#include "weights/fetch/file_lock.h"
#include "weights/fetch/partial_file.h"
#include "weights/reader/digest.h"
#include "weights/url_file_name.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

struct Known {
  std::vector<std::string> weights;
  std::set<std::string> sha256;
};

std::map<std::string, Known> KnownFiles(absl::Span<const WeightEntry* const> entries) {
  std::map<std::string, Known> known;
  const auto add = [&](const auto& file, const WeightEntry& entry) {
    // Its name in the cache, and the one under which someone may have put it there by hand.
    for (const std::string& name : std::set<std::string>{file.CacheName(), file.FileName()}) {
      if (name.empty()) continue;
      known[name].weights.push_back(entry.FullName());
      known[name].sha256.insert(file.sha256.empty() ? HashInFileName(name) : file.sha256);
    }
  };
  for (const WeightEntry* entry : entries) {
    add(*entry, *entry);
    for (const ExtraFile& extra : entry->extra_files) add(extra, *entry);
  }
  return known;
}

// The name whose lock guards the file; empty for a file that is whole.
std::string GuardedName(absl::string_view name) {
  for (const char* suffix : {kOriginSuffix, kPartialSuffix, kLockSuffix}) {
    if (absl::EndsWith(name, suffix)) return std::string(absl::StripSuffix(name, suffix));
  }
  return "";
}

CachedFile Describe(const fs::path& path, const std::map<std::string, Known>& known) {
  CachedFile file{.name = path.filename().string(), .path = path.string()};
  struct stat facts = {};
  if (stat(path.c_str(), &facts) == 0) {
    file.bytes = facts.st_size;
    file.modified = absl::FromTimeT(facts.st_mtime);
  }
  const std::string guarded = GuardedName(file.name);
  const auto found = known.find(guarded.empty() ? file.name : guarded);
  if (found != known.end()) file.weights = found->second.weights;
  if (!guarded.empty()) {
    file.kind = CachedFile::Kind::kPartial;
  } else if (found == known.end()) {
    file.expected_sha256 = HashInFileName(file.name);
  } else {
    file.kind = CachedFile::Kind::kKnown;
    // Entries that differ about one name leave it open which of their files this is.
    if (found->second.sha256.size() == 1) file.expected_sha256 = *found->second.sha256.begin();
  }
  return file;
}

// A file that went on its own is no problem.
absl::Status Remove(CachedFile& file) {
  file.removed = unlink(file.path.c_str()) == 0;
  if (file.removed || errno == ENOENT) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("cannot remove ", file.path, " (", std::strerror(errno), "): mend the folder's permissions"));
}

absl::Status Check(CachedFile& file) {
  ASSAY_ASSIGN_OR_RETURN(file.sha256, FileSha256(file.path));
  if (file.expected_sha256.empty()) return absl::OkStatus();
  file.state = absl::StartsWith(file.sha256, file.expected_sha256) ? CachedFile::State::kGood : CachedFile::State::kBad;
  return absl::OkStatus();
}

// Bad still when nobody is fetching it: a new one may have come in between.
absl::Status RemoveIfStillBad(CachedFile& file) {
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<FileLock> lock, FileLock::Wait(file.path + kLockSuffix));
  ASSAY_RETURN_IF_ERROR(Check(file));
  return file.state == CachedFile::State::kBad ? Remove(file) : absl::OkStatus();
}

absl::Status RemovePartial(const std::string& folder, bool dry_run, CachedFile& file, bool& live) {
  const std::string lock_path = absl::StrCat(folder, "/", GuardedName(file.name), kLockSuffix);
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<FileLock> lock, FileLock::Try(lock_path));
  live = lock == nullptr;
  if (live || dry_run) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(file.path == lock_path ? absl::OkStatus() : Remove(file));
  file.removed = true;  // A lock's file goes with the lock.
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<CachedFile>> ListCache(const std::string& folder,
                                                  absl::Span<const WeightEntry* const> entries) {
  std::vector<CachedFile> files;
  std::error_code error;
  if (!fs::exists(folder, error)) return files;
  const std::map<std::string, Known> known = KnownFiles(entries);
  fs::directory_iterator iterator(folder, error);
  for (; !error && iterator != fs::directory_iterator(); iterator.increment(error)) {
    std::error_code ignored;
    const std::string name = iterator->path().filename().string();
    if (name[0] == '.' || !fs::is_regular_file(iterator->symlink_status(ignored))) continue;
    files.push_back(Describe(iterator->path(), known));
  }
  if (error)
    return absl::FailedPreconditionError(
        absl::StrCat("cannot read the folder ", folder, " (", error.message(), "): mend its permissions"));
  std::sort(files.begin(), files.end(), [](const CachedFile& a, const CachedFile& b) { return a.name < b.name; });
  return files;
}

absl::Status VerifyCache(bool remove, std::vector<CachedFile>& files) {
  for (CachedFile& file : files) {
    if (file.kind == CachedFile::Kind::kPartial) continue;
    ASSAY_RETURN_IF_ERROR(Check(file));
    if (remove && file.state == CachedFile::State::kBad) ASSAY_RETURN_IF_ERROR(RemoveIfStillBad(file));
  }
  return absl::OkStatus();
}

absl::Status PruneCache(bool dry_run, std::vector<CachedFile>& files) {
  std::vector<CachedFile> pruned;
  for (CachedFile& file : files) {
    if (file.kind == CachedFile::Kind::kKnown) continue;
    bool live = false;
    if (file.kind == CachedFile::Kind::kPartial) {
      ASSAY_RETURN_IF_ERROR(RemovePartial(fs::path(file.path).parent_path().string(), dry_run, file, live));
    } else if (!dry_run) {
      ASSAY_RETURN_IF_ERROR(Remove(file));
    }
    if (!live) pruned.push_back(file);
  }
  files = std::move(pruned);
  return absl::OkStatus();
}

}  // namespace assay
