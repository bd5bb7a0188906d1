#include "harness/compatibility/git_files.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "harness/compatibility/run_program.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// Read at once: git's store has them packed.
class GitLockFiles : public LockFiles {
 public:
  GitLockFiles(std::string name, std::map<std::string, std::string> texts)
      : name_(std::move(name)), texts_(std::move(texts)) {
    for (const auto& [path, text] : texts_) sha256_.emplace(path, TextSha256(text));
  }

  std::string Name() const override { return name_; }
  const std::map<std::string, std::string>& Files() const override { return sha256_; }

  absl::StatusOr<std::string> Read(const std::string& path) const override {
    ASSAY_RETURN_IF_ERROR(FindSha256(*this, path).status());
    return texts_.at(path);
  }

 private:
  std::string name_;
  std::map<std::string, std::string> texts_;
  std::map<std::string, std::string> sha256_;
};

absl::StatusOr<ProgramOutput> RunGit(const std::string& root, std::vector<std::string> arguments,
                                     const std::string& input = "") {
  arguments.insert(arguments.begin(), {"git", "-C", root});
  absl::StatusOr<ProgramOutput> output = RunProgram({.words = std::move(arguments), .input = input});
  if (!absl::IsNotFound(output.status())) return output;
  return absl::FailedPreconditionError(
      absl::StrCat(output.status().message(), ": install git, which reads a commit's lock, or compare with a release"));
}

// The commit's hash.
absl::StatusOr<std::string> FindCommit(const std::string& root, const std::string& ref) {
  if (ref.empty() || absl::StartsWith(ref, "-")) {
    return absl::InvalidArgumentError(absl::StrCat("\"", ref, "\" is no release and no commit"));
  }
  ASSAY_ASSIGN_OR_RETURN(const ProgramOutput inside, RunGit(root, {"rev-parse", "--git-dir"}));
  if (inside.exit_code != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(root, " is no git repository, so \"", ref, "\" cannot be a commit: ", inside.error));
  }
  ASSAY_ASSIGN_OR_RETURN(const ProgramOutput found,
                         RunGit(root, {"rev-parse", "--verify", "--quiet", absl::StrCat(ref, "^{commit}")}));
  if (found.exit_code != 0) {
    return absl::NotFoundError(absl::StrCat("no release and no commit is called \"", ref,
                                            "\": git log names commits, golden/released/ releases"));
  }
  return std::string(absl::StripSuffix(found.out, "\n"));
}

// Path below golden/ to the object that holds it.
absl::StatusOr<std::map<std::string, std::string>> ListBlobs(const std::string& root, const std::string& commit) {
  ASSAY_ASSIGN_OR_RETURN(const ProgramOutput tree,
                         RunGit(root, {"ls-tree", "-r", "-z", "--full-tree", commit, "golden/"}));
  if (tree.exit_code != 0) return absl::InternalError(absl::StrCat("git cannot list ", commit, ": ", tree.error));
  std::map<std::string, std::string> blobs;
  // "100644 blob <object>\t<path>", each ended by NUL.
  for (const absl::string_view line : absl::StrSplit(tree.out, '\0', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> fields = absl::StrSplit(line, absl::MaxSplits('\t', 1));
    const std::vector<std::string> words = absl::StrSplit(fields.first, ' ');
    const absl::string_view path = absl::StripPrefix(fields.second, "golden/");
    if (words.size() == 3 && words[1] == "blob" && IsLockPath(path)) blobs.emplace(path, words[2]);
  }
  return blobs;
}

// Takes "<object> blob <size>\n<bytes>\n" off the front.
absl::StatusOr<std::string> TakeBlob(absl::string_view& batch, const std::string& object) {
  const size_t line = batch.find('\n');
  const std::vector<std::string> words = absl::StrSplit(batch.substr(0, line), ' ');
  size_t size = 0;
  if (line == batch.npos || words.size() != 3 || words[0] != object || words[1] != "blob" ||
      !absl::SimpleAtoi(words[2], &size) || batch.size() < line + 1 + size + 1) {
    return absl::InternalError(absl::StrCat("git cat-file did not print ", object));
  }
  std::string text(batch.substr(line + 1, size));
  batch.remove_prefix(line + 1 + size + 1);
  return text;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LockFiles>> OpenGitLock(const std::string& root, const std::string& ref) {
  ASSAY_ASSIGN_OR_RETURN(const std::string commit, FindCommit(root, ref));
  ASSAY_ASSIGN_OR_RETURN(const auto blobs, ListBlobs(root, commit));
  const std::string name = absl::StrCat("commit ", commit.substr(0, 12));
  if (blobs.empty()) return absl::NotFoundError(absl::StrCat(name, " has no lock: no golden/*.textproto"));
  std::string objects;
  for (const auto& [path, object] : blobs) absl::StrAppend(&objects, object, "\n");
  ASSAY_ASSIGN_OR_RETURN(const ProgramOutput read, RunGit(root, {"cat-file", "--batch"}, objects));
  if (read.exit_code != 0) return absl::InternalError(absl::StrCat("git cannot read ", name, ": ", read.error));
  absl::string_view batch = read.out;
  std::map<std::string, std::string> texts;
  for (const auto& [path, object] : blobs) {
    ASSAY_ASSIGN_OR_RETURN(texts[path], TakeBlob(batch, object));
  }
  return std::unique_ptr<LockFiles>(std::make_unique<GitLockFiles>(name, std::move(texts)));
}

}  // namespace assay
