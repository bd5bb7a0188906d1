#include "tools/compdb/compile_commands.h"

#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace assay {
namespace {

using Words = std::vector<std::string>;

// Where a path of Bazel's lies for a program that runs in the workspace.
std::string Resolve(const std::string& path, const BazelFolders& folders) {
  if (absl::StartsWith(path, "bazel-out/")) return absl::StrCat(folders.execution_root, "/", path);
  if (absl::StartsWith(path, "external/")) return absl::StrCat(folders.output_base, "/", path);
  return path;
}

// g++ alone knows these, or they are of no use without Bazel.
bool IsForBazelAlone(const std::string& word) {
  return word == "-fno-canonical-system-headers" || word == "-Wno-free-nonheap-object" || word == "-MD" ||
         absl::StartsWith(word, "-frandom-seed=");
}

Words Command(const Words& arguments, const BazelFolders& folders) {
  Words command;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (IsForBazelAlone(word)) continue;
    if (word == "-MF") {
      ++i;
    } else if (absl::StartsWith(word, "-I") && word.size() > 2) {
      command.push_back("-I" + Resolve(word.substr(2), folders));
    } else {
      command.push_back(Resolve(word, folders));
    }
  }
  return command;
}

// The word behind `flag`; empty where there is none.
std::string After(const Words& arguments, absl::string_view flag) {
  for (size_t i = 0; i + 1 < arguments.size(); ++i) {
    if (arguments[i] == flag) return arguments[i + 1];
  }
  return "";
}

// A file that is also compiled for a tool of the build has two commands: the program's own is the one to show.
bool IsForTheBuild(const std::string& output) {
  return absl::StartsWith(output, "bazel-out/host/") || absl::StrContains(output, "-exec-");
}

}  // namespace

absl::StatusOr<std::string> CompileCommands(absl::string_view aquery, const BazelFolders& folders) {
  const nlohmann::json query = nlohmann::json::parse(aquery.begin(), aquery.end(), nullptr, /*allow_exceptions=*/false);
  if (!query.is_object()) return absl::InvalidArgumentError("this is not what bazel aquery --output=jsonproto writes");
  std::map<std::string, Words> commands;
  for (const nlohmann::json& action : query.value("actions", nlohmann::json::array())) {
    if (action.value("mnemonic", "") != "CppCompile") continue;
    const Words arguments = action.value("arguments", Words());
    const std::string source = After(arguments, "-c");
    if (source.empty()) continue;
    const bool is_known = commands.count(source) > 0;
    if (!is_known || IsForTheBuild(After(commands[source], "-o"))) commands[source] = arguments;
  }
  if (commands.empty()) return absl::InvalidArgumentError("bazel aquery names no file that is compiled");
  nlohmann::ordered_json database = nlohmann::ordered_json::array();
  for (const auto& [source, arguments] : commands) {
    database.push_back({{"directory", folders.workspace},
                        {"file", Resolve(source, folders)},
                        {"arguments", Command(arguments, folders)}});
  }
  return database.dump(1) + "\n";
}

}  // namespace assay
