// From a file's path to usable tensors: opening, and making LibTorch tensors; and the digest that identifies them.
//
// The files are packaged ones, in a warm page cache after the first iteration.
//   bazel run -c opt //weights/torch:state_dict_benchmark
#include <benchmark/benchmark.h>
#include <errno.h>  // program_invocation_name

#include <string>

#include "tools/cpp/runfiles/runfiles.h"
#include "weights/reader/digest.h"
#include "weights/torch/state_dict.h"

namespace assay {
namespace {

struct PackagedFile {
  const char* runfile;
  size_t tensors;
};
constexpr PackagedFile kMobileNet = {"mobilenet_v2_weights/mobilenet_v2-b0353104.pth", 314};
constexpr PackagedFile kMiniLm = {"minilm_l6_v2_weights/model.safetensors", 104};

std::string Path(const PackagedFile& file) {
  std::string error;
  static auto* const runfiles = bazel::tools::cpp::runfiles::Runfiles::Create(program_invocation_name, &error);
  return runfiles == nullptr ? std::string() : runfiles->Rlocation(file.runfile);
}

// The number of tensors that a load gives, or an error in the benchmark's report: a wrong answer has no speed.
bool Check(benchmark::State& state, const absl::StatusOr<WeightFile>& file, size_t tensors) {
  if (file.ok() && file->tensors().size() == tensors) return true;
  state.SkipWithError(file.ok() ? "another number of tensors than expected" : file.status().ToString().c_str());
  return false;
}

void BM_OpenAndLoad(benchmark::State& state, PackagedFile packaged) {
  const std::string path = Path(packaged);
  for (auto _ : state) {
    const auto file = WeightFile::Open(path);
    if (!Check(state, file, packaged.tensors)) return;
    auto loaded = LoadStateDict(*file);
    if (!loaded.ok() || loaded->size() != packaged.tensors) return state.SkipWithError("LoadStateDict failed");
    benchmark::DoNotOptimize(loaded);
  }
}
BENCHMARK_CAPTURE(BM_OpenAndLoad, mobilenet_v2_legacy, kMobileNet)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_OpenAndLoad, minilm_safetensors, kMiniLm)->Unit(benchmark::kMicrosecond);

void BM_Open(benchmark::State& state, PackagedFile packaged) {
  const std::string path = Path(packaged);
  for (auto _ : state) {
    const auto file = WeightFile::Open(path);
    if (!Check(state, file, packaged.tensors)) return;
  }
}
BENCHMARK_CAPTURE(BM_Open, mobilenet_v2_legacy, kMobileNet)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_Open, minilm_safetensors, kMiniLm)->Unit(benchmark::kMicrosecond);

void BM_StateDictDigest(benchmark::State& state, PackagedFile packaged) {
  const auto file = WeightFile::Open(Path(packaged));
  if (!Check(state, file, packaged.tensors)) return;
  for (auto _ : state) benchmark::DoNotOptimize(StateDictDigest(file->tensors()));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * file->bytes().size()));
}
BENCHMARK_CAPTURE(BM_StateDictDigest, mobilenet_v2_legacy, kMobileNet)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay

BENCHMARK_MAIN();
