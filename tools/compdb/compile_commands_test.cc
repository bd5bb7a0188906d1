#include "tools/compdb/compile_commands.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

constexpr char kActions[] = R"({"actions": [
  {"mnemonic": "CppCompile", "arguments": ["/usr/bin/gcc", "-iquote", ".", "-iquote", "bazel-out/k8-opt/bin", "-iquote", "external/libtorch",
    "-Iexternal/json/include", "-isystem", "external/libtorch/include", "-std=c++20", "-MD", "-MF", "bazel-out/a.d", "-frandom-seed=bazel-out/a.o",
    "-fno-canonical-system-headers", "-c", "models/model.cc", "-o", "bazel-out/k8-opt/bin/models/model.o"]},
  {"mnemonic": "CppCompile", "arguments": ["/usr/bin/gcc", "-DHOST", "-c", "tools/generate.cc", "-o", "bazel-out/host/bin/generate.o"]},
  {"mnemonic": "CppCompile", "arguments": ["/usr/bin/gcc", "-DOWN", "-c", "tools/generate.cc", "-o", "bazel-out/k8-opt/bin/generate.o"]},
  {"mnemonic": "CppCompile", "arguments": ["/usr/bin/gcc", "-c", "bazel-out/k8-opt/bin/weights/a.pb.cc", "-o", "bazel-out/k8-opt/bin/a.o"]},
  {"mnemonic": "CppLink", "arguments": ["/usr/bin/gcc", "-o", "program"]}
]})";

const BazelFolders kFolders = {
    .workspace = "/home/me/assay", .execution_root = "/base/execroot/assay", .output_base = "/base"};

nlohmann::json Database(absl::string_view aquery) {
  const absl::StatusOr<std::string> text = CompileCommands(aquery, kFolders);
  return text.ok() ? nlohmann::json::parse(*text) : nlohmann::json(std::string(text.status().message()));
}

TEST(CompileCommands, EachFile_HasOneEntryInTheWorkspace) {
  const nlohmann::json database = Database(kActions);
  ASSERT_EQ(database.size(), 3u);
  EXPECT_EQ(database[0]["file"], "/base/execroot/assay/bazel-out/k8-opt/bin/weights/a.pb.cc");
  EXPECT_EQ(database[1]["file"], "models/model.cc");
  EXPECT_EQ(database[2]["file"], "tools/generate.cc");
  for (const auto& entry : database) EXPECT_EQ(entry["directory"], "/home/me/assay");
}

TEST(CompileCommands, PathsOfBazels_AreAbsoluteAndItsOwnFlagsGone) {
  EXPECT_THAT(Database(kActions)[1]["arguments"].get<std::vector<std::string>>(),
              ElementsAre("/usr/bin/gcc", "-iquote", ".", "-iquote", "/base/execroot/assay/bazel-out/k8-opt/bin",
                          "-iquote", "/base/external/libtorch", "-I/base/external/json/include", "-isystem",
                          "/base/external/libtorch/include", "-std=c++20", "-c", "models/model.cc", "-o",
                          "/base/execroot/assay/bazel-out/k8-opt/bin/models/model.o"));
}

TEST(CompileCommands, FileOfAToolToo_ShowsTheProgramsOwnCommand) {
  const auto arguments = Database(kActions)[2]["arguments"].get<std::vector<std::string>>();
  EXPECT_THAT(arguments, Contains("-DOWN"));
  EXPECT_THAT(arguments, Not(Contains("-DHOST")));
}

// As Bazel 4.2.3 wrote it for //tools/sdk/...
TEST(CompileCommands, RecordedOutput_IsRead) {
  std::ifstream file("tools/compdb/testdata/aquery.json", std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const nlohmann::json database = Database(text);
  ASSERT_EQ(database.size(), 4u);
  EXPECT_EQ(database[0]["file"], "tools/sdk/install.cc");
  EXPECT_EQ(database[3]["file"], "tools/sdk/manifest.cc");
  EXPECT_THAT(database[0]["arguments"].get<std::vector<std::string>>(), Contains("/base/external/system"));
}

TEST(CompileCommands, NoJson_IsRefused) {
  EXPECT_EQ(Database("ERROR: no such target"), "this is not what bazel aquery --output=jsonproto writes");
}

TEST(CompileCommands, NoCompilation_IsRefused) {
  EXPECT_EQ(Database(R"({"actions": [{"mnemonic": "CppLink", "arguments": ["ld"]}]})"),
            "bazel aquery names no file that is compiled");
  EXPECT_EQ(Database("{}"), "bazel aquery names no file that is compiled");
}

}  // namespace
}  // namespace assay
