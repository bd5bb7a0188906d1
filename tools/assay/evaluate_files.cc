#include "tools/assay/evaluate_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "harness/accuracy/image_folder.h"
#include "harness/textproto.h"
#include "tools/assay/environment.h"
#include "tools/assay/user_path.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

bool IsFileOrFolder(const std::string& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  return fs::is_regular_file(status) || fs::is_directory(status);
}

// A file that is not there yet can be said in two ways too.
bool AreOne(const std::string& a, const std::string& b) {
  std::error_code error;
  if (fs::equivalent(a, b, error) && !error) return IsFileOrFolder(a);
  return WrittenPath(a) == WrittenPath(b);
}

bool IsImageIn(const std::string& folder, const std::string& path) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored) || !IsImageFile(path)) return false;
  const fs::path inner = WrittenPath(path), outer = WrittenPath(folder);
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

absl::Status Refused(const NamedFile& written, const NamedFile& other, const std::string& why) {
  return absl::FailedPreconditionError(
      absl::StrCat(written.what, " and ", other.what, " name one file, ", other.path, ": ", why));
}

}  // namespace

std::vector<NamedFile> FilesWritten(const EvaluateRequest& request) {
  std::vector<NamedFile> files;
  const auto add = [&](const std::string& what, const std::string& path) {
    if (!path.empty()) files.push_back({what, path});
  };
  add("--out", request.out);
  const std::string journal = request.own_journal ? "the journal beside --out" : "--journal";
  add(journal, request.journal);
  if (!request.against.empty() && !request.journal.empty())
    add(absl::StrCat(journal, " of the old weights"), absl::StrCat(request.journal, ".old"));
  add("--json", request.json_file);
  add("--pictures", request.pictures);
  return files;
}

std::vector<NamedFile> FilesRead(const EvaluateRequest& request) {
  std::vector<NamedFile> files;
  const auto add = [&](const std::string& what, const std::string& path) {
    if (!path.empty() && IsFileOrFolder(path)) files.push_back({what, path});
  };
  add("--file", request.file);
  add("--data", UserPath(request.data.data));
  add("--classes", UserPath(request.data.classes));
  add("--against", UserPath(request.against));
  for (const std::string& word : request.words) add(absl::StrCat("\"", word, "\""), UserPath(word));
  return files;
}

absl::Status CheckFilesApart(absl::Span<const NamedFile> written, absl::Span<const NamedFile> read) {
  for (size_t i = 0; i < written.size(); ++i) {
    for (const NamedFile& other : read) {
      if (AreOne(written[i].path, other.path))
        return Refused(written[i], other, "it would be overwritten; name another");
      if (IsImageIn(other.path, written[i].path)) {
        return absl::FailedPreconditionError(absl::StrCat(written[i].what, ": ", written[i].path,
                                                          " would be an image of ", other.what, ": name another"));
      }
    }
    for (const NamedFile& other : written.subspan(i + 1)) {
      if (AreOne(written[i].path, other.path)) return Refused(written[i], other, "each needs one of its own");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAllWritable(absl::Span<const NamedFile> written) {
  for (const NamedFile& file : written) {
    const absl::Status writable = absl::EndsWith(file.path, "/")
                                      ? absl::FailedPreconditionError(absl::StrCat(file.path, " is a folder's name"))
                                      : CheckWritable(file.path);
    if (!writable.ok()) return absl::Status(writable.code(), absl::StrCat(file.what, ": ", writable.message()));
  }
  return absl::OkStatus();
}

}  // namespace assay
