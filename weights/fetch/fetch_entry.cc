#include "weights/fetch/fetch_entry.h"

#include <cmath>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tools/base/environment_variable.h"
#include "tools/base/status_macros.h"
#include "weights/fetch/file_lock.h"
#include "weights/fetch/partial_file.h"
#include "weights/locate.h"
#include "weights/reader/digest.h"
#include "weights/url_file_name.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

void Say(const FetchOptions& options, const std::string& line) {
  if (options.events.say != nullptr) options.events.say(line);
}

// What the file must begin with, from the catalogue, else from its name, as PyTorch's hub reads it.
std::string ExpectedSha256(const WeightEntry& entry) {
  return entry.sha256.empty() ? HashInFileName(entry.FileName()) : entry.sha256;
}

// The catalogue's size is rounded, and of another container for some: one part in a hundred and a MiB more.
int64_t MostBytes(const WeightEntry& entry) {
  if (!entry.meta.file_size.has_value()) return DownloadJob().most_bytes;
  return static_cast<int64_t>(std::ceil((*entry.meta.file_size * 1.01 + 1) * (1 << 20)));
}

// OK if a file may come from there. Eight digits of a hash, as official names carry, keep accidents out and no one who
// means harm: over http, which anyone on the way can change, all 64 are wanted, but from this machine itself.
absl::Status CheckUrl(const std::string& url, const std::string& sha256) {
  if (absl::StartsWithIgnoreCase(url, "https://") || absl::StartsWithIgnoreCase(url, "file:///"))
    return absl::OkStatus();
  if (!absl::StartsWithIgnoreCase(url, "http://"))
    return absl::InvalidArgumentError(absl::StrCat(url, " is no url to download from: https://, file:/// or http://"));
  const std::string rest = url.substr(7);
  const absl::string_view host = absl::string_view(rest).substr(0, rest.find('/'));
  for (const char* loopback : {"127.0.0.1", "localhost", "[::1]"}) {
    if (host == loopback || absl::StartsWith(host, absl::StrCat(loopback, ":"))) return absl::OkStatus();
  }
  if (sha256.size() == 64) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(url, ": http without all 64 digits of the sha256 is not safe; use https, or complete the entry's"));
}

absl::StatusOr<FetchedFile> Checked(const LocatedFile& file, const std::string& expected) {
  ASSAY_ASSIGN_OR_RETURN(std::string sha256, FileSha256(file.path));
  std::error_code ignored;
  const auto bytes = static_cast<int64_t>(fs::file_size(file.path, ignored));
  if (!absl::StartsWith(sha256, expected))
    return absl::DataLossError(absl::StrCat(file.path, " (", file.from, "): sha256 is ", sha256, ", expected ",
                                            expected, "; remove the file, and fetch again"));
  return FetchedFile{file.path, file.from, std::move(sha256), bytes};
}

// The urls to ask, in order. Mirrors' folders may be written with or without "/" at the end.
absl::StatusOr<std::vector<std::string>> Urls(const WeightEntry& entry, const FetchOptions& options) {
  std::vector<std::string> all, asked;
  for (const std::string& mirror : options.mirrors)
    all.push_back(absl::StrCat(absl::StripSuffix(mirror, "/"), "/", entry.FileName()));
  if (!entry.url.empty()) all.push_back(entry.url);
  absl::Status refused;
  for (const std::string& url : all) {
    // One mirror that is not safe for this entry keeps no other from being asked.
    if (const absl::Status status = CheckUrl(url, ExpectedSha256(entry)); !status.ok()) {
      refused.Update(status);
      if (all.size() > 1) Say(options, std::string(status.message()));
      continue;
    }
    if (!options.offline || absl::StartsWithIgnoreCase(url, "file:")) asked.push_back(url);
  }
  if (asked.empty() && !refused.ok()) return refused;
  return asked;
}

absl::Status NothingAllowed(const WeightEntry& entry, const std::string& path) {
  return absl::NotFoundError(
      absl::StrCat("file not at hand, and no download while offline (--offline, ASSAY_OFFLINE): put ", entry.FileName(),
                   " from ", entry.url, " by hand into ", fs::path(path).parent_path().string()));
}

// The lock is held: downloads from the first url that gives the right file.
absl::StatusOr<FetchedFile> DownloadFromAny(const WeightEntry& entry, const std::vector<std::string>& urls,
                                            const std::string& path, const FetchOptions& options) {
  absl::Status last = NothingAllowed(entry, path);
  for (size_t i = 0; i < urls.size(); ++i) {
    const absl::StatusOr<std::string> sha256 =
        Download({.url = urls[i], .path = path, .sha256 = ExpectedSha256(entry), .most_bytes = MostBytes(entry)},
                 options.download, options.events);
    if (sha256.ok()) {
      std::error_code ignored;
      return FetchedFile{path, urls[i], *sha256, static_cast<int64_t>(fs::file_size(path, ignored))};
    }
    last = sha256.status();
    // The disk is no emptier for the next url.
    if (absl::IsResourceExhausted(last)) break;
    if (i + 1 < urls.size()) Say(options, absl::StrCat(last.message(), "; trying ", urls[i + 1]));
  }
  return last;
}

absl::StatusOr<std::string> PathInCache(const WeightEntry& entry) {
  ASSAY_ASSIGN_OR_RETURN(const std::string folder, CacheFolder());
  const std::string name = entry.FileName();
  if (name.empty() || name[0] == '.')
    return absl::InvalidArgumentError(absl::StrCat("the url ", entry.url, " ends in no file name"));
  if (ExpectedSha256(entry).empty())
    return absl::InvalidArgumentError(
        absl::StrCat(name, " cannot be checked: give the entry its sha256 (there is none in the file's name either)"));
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return absl::FailedPreconditionError(absl::StrCat("cannot make the folder ", folder, " (", error.message(),
                                                      "): set ASSAY_HOME to a folder that can be written"));
  return absl::StrCat(folder, "/", entry.CacheName());
}

}  // namespace

FetchOptions FetchOptionsFromEnvironment() {
  FetchOptions options;
  const std::string offline = EnvironmentVariable("ASSAY_OFFLINE");
  options.offline = !offline.empty() && offline != "0";
  options.mirrors = absl::StrSplit(EnvironmentVariable("ASSAY_MIRRORS"), absl::ByAnyChar(" \t\n"), absl::SkipEmpty());
  return options;
}

absl::StatusOr<FetchedFile> Fetch(const WeightEntry& entry, const FetchOptions& options) {
  const std::string expected = ExpectedSha256(entry);
  const absl::StatusOr<LocatedFile> found = Locate(entry);
  if (!found.ok() && !absl::IsNotFound(found.status())) return found.status();
  if (found.ok()) {
    absl::StatusOr<FetchedFile> file = Checked(*found, expected);
    // Ours is replaced, and hides PyTorch's.
    const bool replaceable = found->from == "cache" || found->from == "torch";
    if (file.ok() || !absl::IsDataLoss(file.status()) || !replaceable) return file;
    Say(options, std::string(file.status().message()));
  } else if (!entry.LocalPath().empty() || (entry.url.empty() && options.mirrors.empty())) {
    return found.status();
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string path, PathInCache(entry));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> urls, Urls(entry, options));
  if (urls.empty()) return NothingAllowed(entry, path);
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<FileLock> lock, FileLock::Wait(path + kLockSuffix, [&] {
                           Say(options, absl::StrCat("waiting for another process that fetches ", entry.FileName()));
                         }));
  // Whoever had the lock before may have fetched it.
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) {
    if (absl::StatusOr<FetchedFile> file = Checked({path, "cache"}, expected); file.ok()) return file;
  }
  return DownloadFromAny(entry, urls, path, options);
}

absl::StatusOr<FetchedFile> Fetch(const ExtraFile& file, const FetchOptions& options) {
  return Fetch(WeightEntry{.url = file.url, .sha256 = file.sha256, .packaged = file.packaged}, options);
}

}  // namespace assay
