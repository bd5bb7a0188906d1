// From the path of a weight file to usable tensors, and to tensors whose bytes have been verified.
//
//   ASSAY_BENCHMARK_FILES=resnet50.pt:resnet50.safetensors ./bazelw run //benchmarks:readers
//
// Without the variable: the packaged files. The page cache is warm after the first iteration. Rows of one file:
//   Open      opened, and LibTorch tensors over its map; no byte of a tensor is read
//   Verified  the same, with what the file itself can be held against: the records' checksums of PyTorch's zip format
//   Sha256    the whole file's sha256, as an entry is held against it
//   Memcpy    its bytes copied once: what one core can read and write, the limit of the two above
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "benchmarks/register.h"
#include "tools/assay/environment.h"
#include "weights/reader/digest.h"
#include "weights/reader/weight_file.h"
#include "weights/torch/state_dict.h"

namespace assay {
namespace {

// The tensors of a file, or an error in the benchmark's report: a wrong answer has no speed.
size_t TensorCount(benchmark::State& state, const std::string& path) {
  const auto file = WeightFile::Open(path);
  if (!file.ok()) state.SkipWithError(std::string(file.status().message()).c_str());
  return file.ok() ? file->tensors().size() : 0;
}

void CountBytes(benchmark::State& state, const std::string& path) {
  const auto mapped = MappedFile::Open(path);
  if (mapped.ok()) state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * (*mapped)->bytes().size()));
}

void Open(benchmark::State& state, const std::string& path, OpenOptions options) {
  const size_t tensors = TensorCount(state, path);
  for (auto _ : state) {
    const auto file = WeightFile::Open(path, options);
    if (!file.ok()) return state.SkipWithError("the file no longer opens");
    const auto loaded = LoadStateDict(*file);
    if (!loaded.ok() || loaded->size() != tensors) return state.SkipWithError("another number of tensors");
  }
  state.counters["tensors"] = static_cast<double>(tensors);
  if (options.verify) CountBytes(state, path);
}

void Sha256(benchmark::State& state, const std::string& path) {
  for (auto _ : state) {
    const auto sha256 = FileSha256(path);
    if (!sha256.ok()) return state.SkipWithError(std::string(sha256.status().message()).c_str());
  }
  CountBytes(state, path);
}

void Memcpy(benchmark::State& state, const std::string& path) {
  const auto mapped = MappedFile::Open(path);
  if (!mapped.ok()) return state.SkipWithError(std::string(mapped.status().message()).c_str());
  const absl::Span<const std::byte> bytes = (*mapped)->bytes();
  const std::unique_ptr<std::byte[]> copy(new std::byte[bytes.size()]);
  for (auto _ : state) {
    std::memcpy(copy.get(), bytes.data(), bytes.size());
    benchmark::ClobberMemory();
  }
  CountBytes(state, path);
}

std::vector<std::string> Files() {
  const char* files = std::getenv("ASSAY_BENCHMARK_FILES");
  if (files != nullptr && *files != '\0') return absl::StrSplit(files, ':', absl::SkipEmpty());
  return {RunfilePath("mobilenet_v2_weights/mobilenet_v2-b0353104.pth"),
          RunfilePath("minilm_l6_v2_weights/model.safetensors")};
}

}  // namespace

void RegisterBenchmarks() {
  for (const std::string& path : Files()) {
    const auto add = [&](const char* row, const auto& body) {
      benchmark::RegisterBenchmark(absl::StrCat(row, "/", path.substr(path.rfind('/') + 1)).c_str(), body)
          ->Unit(benchmark::kMicrosecond)
          ->UseRealTime();
    };
    add("Open", [path](benchmark::State& state) { Open(state, path, {.verify = false}); });
    add("Verified", [path](benchmark::State& state) { Open(state, path, {.verify = true}); });
    add("Sha256", [path](benchmark::State& state) { Sha256(state, path); });
    add("Memcpy", [path](benchmark::State& state) { Memcpy(state, path); });
  }
}

}  // namespace assay
