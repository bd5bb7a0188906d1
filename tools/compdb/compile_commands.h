// From what Bazel says it would compile to the compile_commands.json that clangd and other editors' tools read.
//
//   const BazelFolders folders = {.workspace = ..., .execution_root = ..., .output_base = ...};
//   ASSAY_ASSIGN_OR_RETURN(std::string json, CompileCommands(aquery_output, folders));
#ifndef ASSAY_TOOLS_COMPDB_COMPILE_COMMANDS_H_
#define ASSAY_TOOLS_COMPDB_COMPILE_COMMANDS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay {

// Absolute paths, as `bazel info` gives them.
struct BazelFolders {
  std::string workspace;
  std::string execution_root;
  std::string output_base;
};

// The compilation database of the actions in `aquery`, the output of `bazel aquery --output=jsonproto`: one command a
// source file, sorted by file, in the workspace. Paths of generated files and of external repositories are absolute,
// since they lie in folders of Bazel's; flags that clang does not know are left out. Errors: InvalidArgument for a text
// that is no such output, or that holds no compilation. Source: clang.llvm.org/docs/JSONCompilationDatabase.html.
absl::StatusOr<std::string> CompileCommands(absl::string_view aquery, const BazelFolders& folders);

}  // namespace assay

#endif  // ASSAY_TOOLS_COMPDB_COMPILE_COMMANDS_H_
