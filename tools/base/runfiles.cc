#include "tools/base/runfiles.h"

#include <filesystem>
#include <system_error>

#include "tools/base/environment_variable.h"
#include "tools/cpp/runfiles/runfiles.h"

namespace assay {
namespace {

using bazel::tools::cpp::runfiles::Runfiles;

Runfiles* FindRunfiles() {
  std::error_code ignored;
  const std::string program = std::filesystem::read_symlink("/proc/self/exe", ignored).string();
  std::string folder = EnvironmentVariable("RUNFILES_DIR");
  if (folder.empty()) folder = EnvironmentVariable("TEST_SRCDIR");
  std::string why_not;
  return Runfiles::Create(program, EnvironmentVariable("RUNFILES_MANIFEST_FILE"), folder, &why_not);
}

}  // namespace

std::string RunfilePath(absl::string_view path) {
  static const Runfiles* const runfiles = FindRunfiles();
  return runfiles == nullptr ? "" : runfiles->Rlocation(std::string(path));
}

}  // namespace assay
