// One combination's benchmark: a version, or a version as an entry constructs it.
//
//   ./bazelw run //models/resnet:resnet50_benchmark
//   ./bazelw run //models/resnet:resnet50_IMAGENET1K_V2_benchmark -- --benchmark_filter=batch:1$
//   --assay_out=$PWD/a.json
//
// The values of weights do not matter, so no weight file is asked for. tools/bazel/assay.bzl gives the first words:
//   --builder=resnet50 --entry=weights/resnet/resnet50_IMAGENET1K_V2.textproto
//   --golden=golden/resnet/resnet50.textproto
#include <ATen/Parallel.h>
#include <torch/headeronly/version.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "benchmarks/measure/program.h"
#include "benchmarks/measure/row.h"
#include "benchmarks/model_rows.h"
#include "harness/environment.h"
#include "harness/textproto.h"
#include "models/registry.h"
#include "tools/base/keep_freed_memory.h"
#include "tools/base/runfiles.h"
#include "tools/base/status_macros.h"
#include "weights/catalog.h"

namespace assay {
namespace {

struct Words {
  std::string builder, entry;
  std::vector<std::string> golden;
};

// The words of the rule, taken out of the command line.
Words TakeWords(int& argc, char** argv) {
  Words words;
  int left = 1;
  for (int i = 1; i < argc; ++i) {
    absl::string_view value = argv[i];
    if (absl::ConsumePrefix(&value, "--builder=")) {
      words.builder = std::string(value);
    } else if (absl::ConsumePrefix(&value, "--entry=")) {
      words.entry = std::string(value);
    } else if (absl::ConsumePrefix(&value, "--golden=")) {
      words.golden.push_back(RunfilePath(absl::StrCat("assay/", value)));
    } else {
      argv[left++] = argv[i];
    }
  }
  argc = left;
  return words;
}

absl::Status Register(const Words& words) {
  ASSAY_ASSIGN_OR_RETURN(const Builder* builder, FindBuilder(words.builder));
  ModelCombination combination = {.builder = *builder, .options = DefaultOptions(*builder), .golden = words.golden};
  if (!words.entry.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(RunfilePath(absl::StrCat("assay/", words.entry))));
    ASSAY_RETURN_IF_ERROR(Catalog::Global().AddTextproto(text, words.entry));
    const auto entries = Catalog::Global().ForBuilder(words.builder);
    if (entries.size() != 1)
      return absl::InternalError(absl::StrCat(words.entry, " holds ", entries.size(), " entries of ", words.builder));
    combination.entry = entries[0]->name;
    ASSAY_ASSIGN_OR_RETURN(combination.options, ResolveOptions(words.builder, *entries[0], std::nullopt));
  }
  RegisterModelRows(combination);
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  KeepFreedMemory();
  const absl::Status registered = Register(TakeWords(argc, argv));
  if (!registered.ok()) {
    std::fprintf(stderr, "%s\n", std::string(registered.message()).c_str());
    return 2;
  }
  DescribeMachine("libtorch", TORCH_VERSION);
  DescribeMachine("cpu_capability", CurrentEnvironment().cpu_capability);
  DescribeMachine("threads", absl::StrCat(at::get_num_threads()));
  return RunBenchmarkProgram(argc, argv);
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) { return assay::Main(argc, argv); }
