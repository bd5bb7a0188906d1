// The command line: `./bazelw run //tools:assay -- help`.
//
// What only reads files or runs benchmarks is answered here. LibTorch alone takes a third of a second and 150 MiB to
// load, so all else is a second program, which lies beside this one and takes its place.
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "tools/assay/commands.h"
#include "tools/assay/run_commands.h"
#include "tools/base/environment_variable.h"

namespace assay {
namespace {

ExitCode BecomeModelsProgram(char** argv) {
  std::error_code ignored;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  // Its data are this program's, except in a test, whose own they are.
  const std::string runfiles = absl::StrCat(self.string(), ".runfiles");
  if (EnvironmentVariable("TEST_SRCDIR").empty() && std::filesystem::is_directory(runfiles, ignored))
    setenv("RUNFILES_DIR", runfiles.c_str(), 1);
  const std::string program = self.parent_path() / "assay_models";
  execv(program.c_str(), argv);
  Complain(absl::StrCat("cannot start ", program, ", which belongs beside this program (", std::strerror(errno),
                        "): build both with ./bazelw build //tools:assay"));
  return kError;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  using namespace assay;
  const std::string command = argc > 1 ? argv[1] : "";
  if (command != "inspect" && command != "cache" && command != "bench") return BecomeModelsProgram(argv);
  RunCommands({InspectCommand(), CacheCommand(), BenchCommand()}, argc, argv);
}
