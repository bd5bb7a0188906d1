#include "weights/locate.h"

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tools/base/environment_variable.h"
#include "tools/base/status_macros.h"
#include "tools/cpp/runfiles/runfiles.h"

namespace assay {
namespace {

using bazel::tools::cpp::runfiles::Runfiles;

std::string InHome(const char* folder) {
  const std::string home = EnvironmentVariable("HOME");
  return home.empty() ? "" : absl::StrCat(home, "/", folder);
}

// `bazel run` starts a program in its runfiles folder; what the user wrote counts from where they stood.
std::string FromWhereTheUserStands(const std::string& folder) {
  if (folder.empty() || folder[0] == '/') return folder;
  const std::string stood = EnvironmentVariable("BUILD_WORKING_DIRECTORY");
  return stood.empty() ? folder : absl::StrCat(stood, "/", folder);
}

// Whether there is a file that can be read.
// Errors: FailedPrecondition for something else of that name: what is in the way is no file that is merely missing.
absl::StatusOr<bool> IsReadableFile(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  if (!std::filesystem::exists(status)) return false;
  if (!std::filesystem::is_regular_file(status))
    return absl::FailedPreconditionError(absl::StrCat(path, " is no regular file: remove it"));
  if (access(path.c_str(), R_OK) != 0)
    return absl::FailedPreconditionError(absl::StrCat(path, " cannot be read: mend its permissions"));
  return true;
}

// The path of a packaged file among this program's runfiles; empty where there are none.
std::string RunfilePath(const PackagedFile& packaged) {
  std::error_code ignored;
  const std::string program = std::filesystem::read_symlink("/proc/self/exe", ignored).string();
  std::string folder = EnvironmentVariable("RUNFILES_DIR");
  if (folder.empty()) folder = EnvironmentVariable("TEST_SRCDIR");
  std::string why_not;
  const std::unique_ptr<Runfiles> runfiles(
      Runfiles::Create(program, EnvironmentVariable("RUNFILES_MANIFEST_FILE"), folder, &why_not));
  return runfiles == nullptr ? "" : runfiles->Rlocation(absl::StrCat(packaged.repository, "/", packaged.file));
}

std::string TorchFolder() {
  std::string home = EnvironmentVariable("TORCH_HOME");
  if (home.empty() && !EnvironmentVariable("XDG_CACHE_HOME").empty())
    home = EnvironmentVariable("XDG_CACHE_HOME") + "/torch";
  if (home.empty()) home = InHome(".cache/torch");
  return home.empty() ? "" : home + "/hub/checkpoints";
}

// Every place to look, in order; places that the environment does not name are left out.
std::vector<LocatedFile> Candidates(const WeightEntry& entry) {
  std::vector<LocatedFile> candidates;
  if (entry.packaged.has_value()) {
    if (std::string path = RunfilePath(*entry.packaged); !path.empty())
      candidates.push_back({std::move(path), "package"});
  }
  const std::string name = entry.FileName();
  const auto add = [&](const std::string& folder, const std::string& file, const char* from) {
    if (!folder.empty() && !file.empty()) candidates.push_back({absl::StrCat(folder, "/", file), from});
  };
  add(FromWhereTheUserStands(EnvironmentVariable("ASSAY_WEIGHTS")), name, "ASSAY_WEIGHTS");
  const std::string cache = CacheFolder().value_or("");
  add(cache, entry.CacheName(), "cache");
  if (entry.CacheName() != name) add(cache, name, "cache");  // put there by hand
  add(TorchFolder(), name, "torch");
  return candidates;
}

// A path that the user wrote: what is there is theirs.
absl::StatusOr<LocatedFile> LocateLocal(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return absl::NotFoundError(absl::StrCat("there is no file ", path, ", where the entry's url says that it is"));
  }
  if (!std::filesystem::is_regular_file(path, ignored)) {
    return absl::FailedPreconditionError(
        absl::StrCat("the entry's url names ", path, ", which is no regular file: name one"));
  }
  ASSAY_RETURN_IF_ERROR(IsReadableFile(path).status());
  return LocatedFile{path, "path"};
}

}  // namespace

absl::StatusOr<std::string> CacheFolder() {
  if (const std::string home = EnvironmentVariable("ASSAY_HOME"); !home.empty())
    return FromWhereTheUserStands(home) + "/weights";
  if (const std::string cache = EnvironmentVariable("XDG_CACHE_HOME"); !cache.empty()) return cache + "/assay/weights";
  if (const std::string folder = InHome(".cache/assay/weights"); !folder.empty()) return folder;
  return absl::FailedPreconditionError("no folder for downloads: set ASSAY_HOME (HOME is not set)");
}

absl::StatusOr<LocatedFile> Locate(const WeightEntry& entry) {
  if (const std::string local = FromWhereTheUserStands(entry.LocalPath()); !local.empty()) return LocateLocal(local);
  const std::string named = FromWhereTheUserStands(EnvironmentVariable("ASSAY_WEIGHTS"));
  if (std::error_code ignored; !named.empty() && !std::filesystem::is_directory(named, ignored)) {
    return absl::FailedPreconditionError(absl::StrCat("ASSAY_WEIGHTS names ", named, ", which is no folder"));
  }
  for (LocatedFile& candidate : Candidates(entry)) {
    ASSAY_ASSIGN_OR_RETURN(const bool found, IsReadableFile(candidate.path));
    if (found) return std::move(candidate);
  }
  return NotAtHand(entry);
}

absl::StatusOr<LocatedFile> Locate(const ExtraFile& file) {
  return Locate(WeightEntry{.url = file.url, .sha256 = file.sha256, .packaged = file.packaged});
}

absl::Status NotAtHand(const ExtraFile& file) {
  return NotAtHand(WeightEntry{.url = file.url, .packaged = file.packaged});
}

absl::Status NotAtHand(const WeightEntry& entry) {
  if (!entry.url.empty()) {
    // `assay fetch` knows the entries of a catalogue alone, and ours not those of an application's.
    const std::string fetch = entry.enum_name.empty() ? "" : absl::StrCat("assay fetch ", entry.FullName(), ", or ");
    return absl::NotFoundError(absl::StrCat("file not at hand: ", fetch, "put ", entry.FileName(),
                                            " into the folder that ASSAY_WEIGHTS names"));
  }
  if (!entry.packaged.has_value())
    return absl::NotFoundError("file not at hand: the entry has neither url nor package; give it a url");
  return absl::NotFoundError(absl::StrCat("file not at hand: add ", entry.packaged->Label(),
                                          " to the data of this target, or put ", entry.packaged->file, " (package ",
                                          entry.packaged->package, ") into the folder that ASSAY_WEIGHTS names"));
}

}  // namespace assay
