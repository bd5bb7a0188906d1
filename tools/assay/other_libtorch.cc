#include "tools/assay/other_libtorch.h"

#include <cstdlib>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "harness/compatibility/run_program.h"
#include "tools/assay/command.h"
#include "tools/base/status_macros.h"
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

// A folder that goes with this process; the measured lock is small.
absl::StatusOr<std::string> MakeFolder() {
  std::string folder = absl::StrCat(fs::temp_directory_path().string(), "/assay-libtorch.XXXXXX");
  if (mkdtemp(folder.data()) == nullptr) return absl::InternalError(absl::StrCat("cannot make a folder ", folder));
  return folder;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LockFiles>> MeasureOnOtherLibTorch(const std::string& root, const std::string& libtorch,
                                                                  const std::vector<std::string>& globs) {
  ASSAY_RETURN_IF_ERROR(CheckLibTorch(libtorch));
  ASSAY_ASSIGN_OR_RETURN(const std::string folder, MakeFolder());
  // Its own outputs: in ours every target would be built again, now and when this is done.
  ASSAY_ASSIGN_OR_RETURN(const std::string cache, CacheFolder());
  const std::string base = absl::StrCat(fs::path(cache).parent_path().string(), "/other-libtorch/",
                                        TextSha256(absl::StrCat(root, "\n", libtorch)).substr(0, 12));
  std::vector<std::string> words = {"env",
                                    "-C",
                                    root,
                                    "-u",
                                    "BUILD_WORKSPACE_DIRECTORY",
                                    absl::StrCat("LIBTORCH=", libtorch),
                                    absl::StrCat(root, "/bazelw"),
                                    absl::StrCat("--output_base=", base),
                                    "run",
                                    "//tools:assay",
                                    "--",
                                    "bc",
                                    absl::StrCat("--keep=", folder)};
  for (const std::string& glob : globs) words.push_back(absl::StrCat("--measure=", glob));
  Complain(absl::StrCat("building against ", libtorch, ": the first time takes as long as a first build"));
  ASSAY_ASSIGN_OR_RETURN(const ProgramOutput output, RunProgram({.words = words, .show_messages = true}));
  // Findings are no failure: they are what is looked for.
  if (output.exit_code != kFine && output.exit_code != kFindings) {
    return absl::FailedPreconditionError(
        absl::StrCat("measuring against ", libtorch, " ended with ", output.exit_code, ": see above"));
  }
  return LockFiles::InFolder(folder, absl::StrCat("the present on ", libtorch));
}

}  // namespace assay
