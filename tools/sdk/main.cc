// Installs what a C++ application needs: ./bazelw run //:sdk -- --prefix=DIR
#include <torch/headeronly/version.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "absl/base/config.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/stubs/common.h"
#include "tools/base/environment_variable.h"
#include "tools/base/runfiles.h"
#include "tools/base/status_macros.h"
#include "tools/sdk/install.h"
#include "tools/sdk/manifest.h"

namespace assay {
namespace {

constexpr char kHelp[] = R"(Installs Assay for C++ applications: headers, static libraries, a CMake package.

  ./bazelw run //:sdk -- --prefix=DIR

DIR may be absent, empty, or an earlier installation, which is replaced. A CMake project then says
  list(APPEND CMAKE_PREFIX_PATH DIR)
  find_package(Assay REQUIRED)
  target_link_libraries(app PRIVATE Assay::resnet Assay::resnet50_catalog)
examples/consumer is a whole one, and its README.md says more. LibTorch stays where it is; -DLIBTORCH=DIR names another.
)";

std::string UserPath(const std::string& path) {
  const std::string stands = EnvironmentVariable("BUILD_WORKING_DIRECTORY");
  return path[0] == '/' || stands.empty() ? path : absl::StrCat(stands, "/", path);
}

// What the libraries were built with: the package refuses others.
std::string Protobuf() {
  return absl::StrCat(GOOGLE_PROTOBUF_VERSION / 1000000, ".", GOOGLE_PROTOBUF_VERSION / 1000 % 1000, ".",
                      GOOGLE_PROTOBUF_VERSION % 1000);
}

// The folder of LibTorch, and its libraries that lie elsewhere (CUDA's run time, from wheels of their own).
void AddLibTorch(const std::vector<std::string>& libraries, std::map<std::string, std::string>* values) {
  std::string folder, elsewhere;
  std::error_code ignored;
  for (const std::string& library : libraries) {
    const std::filesystem::path path = std::filesystem::canonical(library, ignored);
    if (path.filename() == "libtorch_cpu.so") folder = path.parent_path().parent_path().string();
  }
  for (const std::string& library : libraries) {
    const std::string path = std::filesystem::canonical(library, ignored).string();
    if (!absl::StartsWith(path, folder + "/")) absl::StrAppend(&elsewhere, elsewhere.empty() ? "" : ";", path);
  }
  (*values)["ASSAY_LIBTORCH"] = folder;
  (*values)["ASSAY_LIBTORCH_RUNTIME"] = elsewhere;
}

absl::StatusOr<std::string> Run(const std::string& prefix) {
  std::ifstream file(RunfilePath("assay/sdk/manifest"), std::ios::binary);
  if (!file) return absl::FailedPreconditionError("run it by ./bazelw run //:sdk");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  ASSAY_ASSIGN_OR_RETURN(SdkManifest manifest, ParseSdkManifest(text));
  for (InstalledFile& installed : manifest.files) installed.source = RunfilePath(installed.source);
  for (std::string& library : manifest.libtorch) library = RunfilePath(library);
  std::map<std::string, std::string> values = {{"ASSAY_VERSION", manifest.version},
                                               {"ASSAY_ABSL_VERSION", absl::StrCat(ABSL_LTS_RELEASE_VERSION)},
                                               {"ASSAY_PROTOBUF_VERSION", Protobuf()},
                                               {"ASSAY_TORCH_VERSION", TORCH_VERSION}};
  AddLibTorch(manifest.libtorch, &values);
  ASSAY_ASSIGN_OR_RETURN(const int count, InstallTree(manifest.files, prefix, values));
  return absl::StrCat("Assay ", manifest.version, ": ", count, " files in ", prefix, "\nLibTorch ", TORCH_VERSION,
                      " is used from ", values["ASSAY_LIBTORCH"], "\nIn CMake: cmake -DCMAKE_PREFIX_PATH=", prefix,
                      " ..., find_package(Assay REQUIRED)\n");
}

int Main(int argc, char** argv) {
  std::string prefix;
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (argument == "--help") {
      std::cout << kHelp;
      return 0;
    }
    if (!absl::ConsumePrefix(&argument, "--prefix=") || argument.empty()) {
      std::cerr << "sdk: " << argv[i] << " is not --prefix=DIR\n" << kHelp;
      return 2;
    }
    prefix = UserPath(std::string(argument));
  }
  if (prefix.empty()) {
    std::cerr << "sdk: say where: --prefix=DIR\n" << kHelp;
    return 2;
  }
  const absl::StatusOr<std::string> done = Run(prefix);
  if (done.ok()) {
    std::cout << *done;
    return 0;
  }
  std::cerr << "sdk: " << done.status().message() << "\n";
  return 2;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) { return assay::Main(argc, argv); }
