#include "tools/sdk/install.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

std::string ReadText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

absl::Status Refused(const fs::path& path, const std::error_code& why) {
  return absl::InternalError(absl::StrCat(path.string(), ": ", why.message()));
}

// OK where the tree may take the place of what is at `prefix`.
absl::Status CheckPrefix(const fs::path& prefix) {
  std::error_code error;
  const fs::file_status status = fs::status(prefix, error);
  if (!fs::exists(status)) return absl::OkStatus();
  if (!fs::is_directory(status)) {
    return absl::FailedPreconditionError(absl::StrCat(prefix.string(), " is no folder: name another prefix"));
  }
  std::set<std::string> ours = {kInstalledList};
  for (absl::string_view line : absl::StrSplit(ReadText(prefix / kInstalledList), '\n')) ours.insert(std::string(line));
  fs::recursive_directory_iterator entry(prefix, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->is_directory() && !entry->is_symlink()) continue;
    const std::string name = entry->path().lexically_relative(prefix).string();
    if (ours.count(name) > 0) continue;
    return absl::FailedPreconditionError(
        absl::StrCat(prefix.string(), " holds ", name,
                     ", which no installation of Assay put there: name a new folder or "
                     "an empty one, such as ",
                     (prefix / "assay").string()));
  }
  return error ? Refused(prefix, error) : absl::OkStatus();
}

absl::Status WriteFilled(const fs::path& source, const fs::path& target,
                         const std::map<std::string, std::string>& values) {
  std::vector<std::pair<std::string, std::string>> replacements;
  for (const auto& [name, value] : values) replacements.emplace_back(absl::StrCat("@", name, "@"), value);
  const std::string text = absl::StrReplaceAll(ReadText(source), replacements);
  if (const size_t left = text.find("@ASSAY_"); left != std::string::npos) {
    return absl::InvalidArgumentError(absl::StrCat(source.string(), ": nothing is known of ",
                                                   text.substr(left, text.find('@', left + 1) - left + 1)));
  }
  std::ofstream file(target, std::ios::binary);
  file << text;
  file.close();
  return file ? absl::OkStatus() : absl::InternalError(absl::StrCat(target.string(), ": cannot be written"));
}

absl::Status InstallOne(const InstalledFile& file, const fs::path& root,
                        const std::map<std::string, std::string>& values) {
  std::error_code error;
  const fs::path source = file.source;
  if (!fs::is_regular_file(source, error))
    return absl::NotFoundError(absl::StrCat(file.source, ": there is no such file"));
  const fs::path target = root / std::string(absl::StripSuffix(file.destination, ".in"));
  fs::create_directories(target.parent_path(), error);
  if (error) return Refused(target.parent_path(), error);
  if (absl::EndsWith(file.destination, ".in")) return WriteFilled(source, target, values);
  fs::copy_file(source, target, error);
  if (error) return Refused(target, error);
  // Bazel's outputs are read-only and all executable.
  const bool is_program = absl::StartsWith(file.destination, "bin/");
  fs::permissions(target, fs::perms(is_program ? 0755 : 0644), error);
  return error ? Refused(target, error) : absl::OkStatus();
}

absl::Status FillTree(const std::vector<InstalledFile>& files, const fs::path& root,
                      const std::map<std::string, std::string>& values) {
  std::string list;
  for (const InstalledFile& file : files) {
    ASSAY_RETURN_IF_ERROR(InstallOne(file, root, values));
    absl::StrAppend(&list, absl::StripSuffix(file.destination, ".in"), "\n");
  }
  std::error_code error;
  const fs::path path = root / kInstalledList;
  fs::create_directories(path.parent_path(), error);
  std::ofstream stream(path, std::ios::binary);
  stream << list;
  stream.close();
  return stream ? absl::OkStatus() : absl::InternalError(absl::StrCat(path.string(), ": cannot be written"));
}

// Puts `made` in the place of `prefix`, whose old tree is removed when the new one is there.
absl::Status TakePlace(const fs::path& made, const fs::path& prefix) {
  std::error_code error;
  const fs::path old = absl::StrCat(made.string(), ".old");
  if (fs::exists(prefix, error)) {
    fs::rename(prefix, old, error);
    if (error) return Refused(prefix, error);
  }
  fs::rename(made, prefix, error);
  if (error) {
    std::error_code ignored;
    fs::rename(old, prefix, ignored);
    return Refused(prefix, error);
  }
  fs::remove_all(old, error);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> InstallTree(const std::vector<InstalledFile>& files, const std::string& prefix_name,
                                const std::map<std::string, std::string>& values) {
  std::error_code error;
  // A link to a folder stays a link: the folder is replaced.
  fs::path prefix = fs::weakly_canonical(prefix_name, error);
  if (error) return Refused(prefix_name, error);
  // "DIR/" is the folder DIR, though the path ends in a file of no name.
  if (!prefix.has_filename()) prefix = prefix.parent_path();
  ASSAY_RETURN_IF_ERROR(CheckPrefix(prefix));
  fs::create_directories(prefix.parent_path(), error);
  if (error) return Refused(prefix.parent_path(), error);
  // Beside the prefix, so that it can be renamed.
  const fs::path made = absl::StrCat(prefix.string(), ".assay-", getpid());
  absl::Status status = FillTree(files, made, values);
  if (status.ok()) status = TakePlace(made, prefix);
  if (!status.ok()) {
    fs::remove_all(made, error);
    return status;
  }
  return static_cast<int>(files.size());
}

}  // namespace assay
