#include "tools/assay/environment.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/accuracy/golden_accuracy.h"
#include "harness/golden_files.h"
#include "harness/golden_sentences.h"
#include "harness/textproto.h"
#include "tools/base/environment_variable.h"
#include "tools/base/status_macros.h"
#include "weights/locate.h"

namespace assay {
std::string RepositoryRoot() {
  const std::string workspace = EnvironmentVariable("BUILD_WORKSPACE_DIRECTORY");
  if (!workspace.empty()) return workspace;
  const std::filesystem::path lock = RunfilePath("assay/golden/combinations.textproto");
  return lock.parent_path().parent_path().string();
}

bool UnderCi() {
  const std::string ci = EnvironmentVariable("CI");
  return !ci.empty() && ci != "0" && ci != "false";
}

std::vector<Photograph> GoldenPhotographs() {
  std::vector<Photograph> photographs;
  const auto add = [&](const char* repository, const char* name) {
    photographs.push_back({.name = name, .path = RunfilePath(absl::StrCat(repository, "/", name))});
  };
  for (const char* name :
       {"astronaut.png", "chelsea.png", "clock_motion.png", "coffee.png", "motorcycle_left.png", "rocket.jpg"}) {
    add("skimage_photographs", name);
  }
  for (const char* name : {"china.jpg", "flower.jpg"}) add("sklearn_photographs", name);
  return photographs;
}

absl::StatusOr<EntryInputs> InputsOf(const WeightEntry& entry) {
  EntryInputs inputs{.file = Locate(entry), .photographs = GoldenPhotographs()};
  for (const ExtraFile& file : entry.extra_files) inputs.extra_files.emplace(file.role, Locate(file));
  ASSAY_ASSIGN_OR_RETURN(inputs.sentences,
                         ReadGoldenSentences(RunfilePath("assay/harness/golden_sentences.textproto")));
  auto data = DataAtHand(entry);
  if (!data.ok() && !absl::IsNotFound(data.status())) return data.status();
  if (data.ok()) inputs.data = *std::move(data);
  return inputs;
}

absl::Status CheckWritable(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return absl::FailedPreconditionError(absl::StrCat("cannot write ", path, ": it is a folder"));
  }
  // Folders that are missing will be made.
  std::filesystem::path there = path;
  while (!std::filesystem::exists(there, ignored) && there.has_relative_path()) there = there.parent_path();
  if (there != path && !std::filesystem::is_directory(there, ignored)) {
    return absl::FailedPreconditionError(absl::StrCat("cannot write ", path, ": ", there.string(), " is not a folder"));
  }
  if (access(there.c_str(), W_OK) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("cannot write ", path, ": ", std::strerror(errno)));
}

absl::Status WriteReport(const std::string& path, const std::string& text) { return WriteFileOrDevice(path, text); }

}  // namespace assay
