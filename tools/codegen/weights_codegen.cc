// Makes what the build needs from the catalogue's textprotos. Run by the macros of tools/bazel/weights.bzl:
//
//   weights_codegen --source=X.textproto --header_path=weights/f/x.h --header=OUT.h --embedded=OUT.cc
//       --entry=NAME=OUT... --packaged=NAME=LABEL... --categories=FILE... [--root=FOLDER]
//   weights_codegen --embed_categories=FILE --embedded=OUT.cc
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tools/base/status_macros.h"
#include "tools/codegen/generate.h"

namespace assay {
namespace {

// Each flag's values, in the order given.
using Arguments = std::map<std::string, std::vector<std::string>>;

absl::StatusOr<Arguments> ParseArguments(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    const std::pair<std::string, std::string> parts = absl::StrSplit(argument, absl::MaxSplits('=', 1));
    if (!absl::ConsumePrefix(&argument, "--") || parts.second.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("weights_codegen: ", argv[i], " is not --flag=value"));
    }
    arguments[parts.first.substr(2)].push_back(parts.second);
  }
  return arguments;
}

std::string Single(const Arguments& arguments, const std::string& flag) {
  const auto found = arguments.find(flag);
  return found == arguments.end() ? "" : found->second.back();
}

std::vector<std::pair<std::string, std::string>> Pairs(const Arguments& arguments, const std::string& flag) {
  std::vector<std::pair<std::string, std::string>> pairs;
  const auto found = arguments.find(flag);
  if (found == arguments.end()) return pairs;
  for (const std::string& value : found->second) pairs.push_back(absl::StrSplit(value, absl::MaxSplits('=', 1)));
  return pairs;
}

absl::StatusOr<std::string> ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

absl::Status WriteText(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return file ? absl::OkStatus() : absl::UnavailableError(absl::StrCat(path, ": cannot be written"));
}

// "weights/categories/imagenet1k.txt" is the file of "imagenet1k".
std::string CategoriesName(const std::string& path) {
  const std::vector<std::string> parts = absl::StrSplit(path, '/');
  return std::string(absl::StripSuffix(parts.back(), ".txt"));
}

absl::Status EmbedCategories(const Arguments& arguments) {
  const std::string source = Single(arguments, "embed_categories");
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadText(source));
  ASSAY_ASSIGN_OR_RETURN(const std::string embedded, GenerateCategories(source, CategoriesName(source), text));
  return WriteText(Single(arguments, "embedded"), embedded);
}

absl::Status GenerateEnum(const Arguments& arguments) {
  GenerateRequest request;
  const std::string path = Single(arguments, "source");
  ASSAY_ASSIGN_OR_RETURN(request.text, ReadText(path));
  // Entries name their textproto from its repository's root.
  request.source = std::string(absl::StripPrefix(path, Single(arguments, "root") + "/"));
  request.header_path = Single(arguments, "header_path");
  for (const auto& [file, unused] : Pairs(arguments, "categories")) {
    ASSAY_ASSIGN_OR_RETURN(request.categories[CategoriesName(file)], ReadText(file));
  }
  for (const auto& [entry, label] : Pairs(arguments, "packaged")) request.packaged[entry] = label;
  for (const auto& [entry, output] : Pairs(arguments, "entry")) request.entries.push_back(entry);
  ASSAY_ASSIGN_OR_RETURN(const Generated files, Generate(request));
  ASSAY_RETURN_IF_ERROR(WriteText(Single(arguments, "header"), files.header));
  ASSAY_RETURN_IF_ERROR(WriteText(Single(arguments, "embedded"), files.embedded));
  for (const auto& [entry, output] : Pairs(arguments, "entry"))
    ASSAY_RETURN_IF_ERROR(WriteText(output, files.entries.at(entry)));
  return absl::OkStatus();
}

absl::Status Run(int argc, char** argv) {
  ASSAY_ASSIGN_OR_RETURN(const Arguments arguments, ParseArguments(argc, argv));
  return arguments.count("embed_categories") > 0 ? EmbedCategories(arguments) : GenerateEnum(arguments);
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  const absl::Status status = assay::Run(argc, argv);
  if (status.ok()) return 0;
  std::cerr << std::string(status.message()) << "\n";
  return 1;
}
