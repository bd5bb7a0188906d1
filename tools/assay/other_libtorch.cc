#include "tools/assay/other_libtorch.h"

#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/compatibility/run_program.h"
#include "tools/assay/command.h"
#include "tools/base/status_macros.h"
#include "tools/base/temporary_folder.h"
#include "weights/locate.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

absl::Status CheckLibTorch(const std::string& folder) {
  const fs::path library = fs::path(folder) / "lib" / "libtorch_cpu.so";
  std::error_code error;
  if (fs::exists(library, error)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("no ", library.string(),
                   ": --libtorch names a folder with an unpacked LibTorch, such as torch/ of a "
                   "wheel that was unzipped"));
}

// The measured lock, for as long as someone reads it.
class MeasuredLock : public LockFiles {
 public:
  MeasuredLock(TemporaryFolder folder, std::unique_ptr<LockFiles> files)
      : folder_(std::move(folder)), files_(std::move(files)) {}

  std::string Name() const override { return files_->Name(); }
  const std::map<std::string, std::string>& Files() const override { return files_->Files(); }
  absl::StatusOr<std::string> Read(const std::string& path) const override { return files_->Read(path); }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<LockFiles> files_;
};

// This program again, in the workspace, measuring into `keep`.
absl::StatusOr<std::vector<std::string>> MeasuringCommand(const OtherLibTorch& other, const std::string& keep) {
  // Its own outputs: in ours every target would be built again, now and when this is done.
  ASSAY_ASSIGN_OR_RETURN(const std::string cache, CacheFolder());
  const std::string base = absl::StrCat(fs::path(cache).parent_path().string(), "/other-libtorch/",
                                        TextSha256(absl::StrCat(other.root, "\n", other.libtorch)).substr(0, 12));
  std::vector<std::string> words = {"env",
                                    "-C",
                                    other.root,
                                    "-u",
                                    "BUILD_WORKSPACE_DIRECTORY",
                                    absl::StrCat("LIBTORCH=", other.libtorch),
                                    absl::StrCat(other.root, "/bazelw"),
                                    absl::StrCat("--output_base=", base),
                                    "run",
                                    "--symlink_prefix=/",  // none: the workspace's lead to our outputs
                                    "//tools:assay",
                                    "--",
                                    "bc",
                                    absl::StrCat("--keep=", keep)};
  if (!other.against.empty()) words.push_back(absl::StrCat("--against=", other.against));
  for (const std::string& glob : other.globs) words.push_back(absl::StrCat("--measure=", glob));
  return words;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LockFiles>> MeasureOnOtherLibTorch(const OtherLibTorch& other) {
  ASSAY_RETURN_IF_ERROR(CheckLibTorch(other.libtorch));
  ASSAY_ASSIGN_OR_RETURN(TemporaryFolder folder, TemporaryFolder::Make("assay-libtorch"));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> words, MeasuringCommand(other, folder.path()));
  Complain(absl::StrCat("building against ", other.libtorch, ": the first time takes as long as a first build"));
  ASSAY_ASSIGN_OR_RETURN(const ProgramOutput output, RunProgram({.words = words, .show_messages = true}));
  // Findings are no failure: they are what is looked for.
  if (output.exit_code != kFine && output.exit_code != kFindings) {
    return absl::FailedPreconditionError(
        absl::StrCat("measuring against ", other.libtorch, " ended with ", output.exit_code, ": see above"));
  }
  ASSAY_ASSIGN_OR_RETURN(auto files,
                         LockFiles::InFolder(folder.path(), absl::StrCat("the present on ", other.libtorch)));
  return std::unique_ptr<LockFiles>(std::make_unique<MeasuredLock>(std::move(folder), std::move(files)));
}

}  // namespace assay
