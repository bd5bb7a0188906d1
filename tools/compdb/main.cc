// Writes compile_commands.json at the workspace's root, for clangd and other editors' tools: ./bazelw run
// //tools:compdb
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tools/base/status_macros.h"
#include "tools/compdb/compile_commands.h"

namespace assay {
namespace {

constexpr char kHelp[] = R"(Writes compile_commands.json at the workspace's root, for clangd and other editors' tools.

  ./bazelw run //tools:compdb

Run it again after a change to a BUILD file. The headers that the build generates are built first.
)";

std::string Quoted(absl::string_view word) {
  return absl::StrCat("'", absl::StrReplaceAll(word, {{"'", "'\\''"}}), "'");
}

// What bazelw writes to its standard output.
absl::StatusOr<std::string> Bazel(const std::string& workspace, const std::string& arguments) {
  const std::string command = absl::StrCat("cd ", Quoted(workspace), " && ./bazelw ", arguments);
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return absl::InternalError(absl::StrCat("cannot start: ", command));
  std::string output;
  char buffer[1 << 16];
  for (size_t count = 0; (count = fread(buffer, 1, sizeof(buffer), pipe)) > 0;) output.append(buffer, count);
  if (pclose(pipe) != 0) return absl::InternalError(absl::StrCat("this failed: ", command));
  return output;
}

absl::StatusOr<std::string> Info(const std::string& workspace, const std::string& key) {
  ASSAY_ASSIGN_OR_RETURN(const std::string value, Bazel(workspace, absl::StrCat("info ", key, " 2>/dev/null")));
  return std::string(absl::StripAsciiWhitespace(value));
}

// Beside its place first, so that an editor never reads half of it.
absl::Status WriteWhole(const std::string& path, const std::string& text) {
  const std::string partial = path + ".partial";
  std::ofstream file(partial, std::ios::binary);
  file << text;
  file.close();
  if (file && std::rename(partial.c_str(), path.c_str()) == 0) return absl::OkStatus();
  std::remove(partial.c_str());
  return absl::InternalError(absl::StrCat(path, ": cannot be written"));
}

absl::Status Run(const std::string& workspace) {
  BazelFolders folders = {.workspace = workspace};
  ASSAY_ASSIGN_OR_RETURN(folders.execution_root, Info(workspace, "execution_root"));
  ASSAY_ASSIGN_OR_RETURN(folders.output_base, Info(workspace, "output_base"));
  ASSAY_RETURN_IF_ERROR(
      Bazel(workspace, "build --output_groups=compilation_prerequisites_INTERNAL_ --show_result=0 //...").status());
  ASSAY_ASSIGN_OR_RETURN(
      const std::string actions,
      Bazel(workspace, "aquery --output=jsonproto --noinclude_artifacts 'mnemonic(\"CppCompile\", //...)'"));
  ASSAY_ASSIGN_OR_RETURN(const std::string database, CompileCommands(actions, folders));
  const std::string path = workspace + "/compile_commands.json";
  ASSAY_RETURN_IF_ERROR(WriteWhole(path, database));
  std::cout << path << "\n";
  return absl::OkStatus();
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  if (argc > 1) {
    const bool is_help = std::string(argv[1]) == "--help";
    (is_help ? std::cout : std::cerr) << assay::kHelp;
    return is_help ? 0 : 2;
  }
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  const absl::Status status = workspace == nullptr
                                  ? absl::FailedPreconditionError("run it by ./bazelw run //tools:compdb")
                                  : assay::Run(workspace);
  if (status.ok()) return 0;
  std::cerr << "compdb: " << std::string(status.message()) << "\n";
  return 2;
}
