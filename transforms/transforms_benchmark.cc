// From a photograph's bytes to a model's input: decoding, the preset, and both; and the two implementations of
// resampling.
//
//   bazel run -c opt //transforms:transforms_benchmark
//
// The file's bytes are in memory already. Every answer is checked before it is timed.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "tools/cpp/runfiles/runfiles.h"
#include "transforms/decode.h"
#include "transforms/image_classification.h"
#include "transforms/resample.h"

namespace assay {
namespace {

struct Photograph {
  const char* file;
  double l2;  // of the default preset's values, by torchvision
};

constexpr Photograph kPhotographs[] = {{"rocket.jpg", 365.854489}, {"chelsea.png", 263.99335578}};

std::unique_ptr<bazel::tools::cpp::runfiles::Runfiles> runfiles;

std::vector<uint8_t> ReadBytes(const Photograph& photograph) {
  std::ifstream file(runfiles->Rlocation(std::string("skimage_photographs/") + photograph.file), std::ios::binary);
  return std::vector<uint8_t>(std::istreambuf_iterator<char>(file), {});
}

template <typename T>
T OrDie(absl::StatusOr<T> result) {
  if (result.ok()) return *std::move(result);
  std::fprintf(stderr, "%s\n", std::string(result.status().message()).c_str());
  std::exit(1);
}

void CheckAnswer(const Photograph& photograph, const FloatImage& values) {
  double squares = 0;
  for (const float value : values.values) squares += double{value} * value;
  if (std::abs(std::sqrt(squares) - photograph.l2) <= 1e-6 * photograph.l2) return;
  std::fprintf(stderr, "%s: l2 is %.9g, expected %.9g\n", photograph.file, std::sqrt(squares), photograph.l2);
  std::exit(1);
}

void Decode(benchmark::State& state, const Photograph& photograph) {
  const std::vector<uint8_t> bytes = ReadBytes(photograph);
  CheckAnswer(photograph, OrDie(ImageClassification()(OrDie(DecodeImage(bytes, photograph.file)))));
  for (auto _ : state) benchmark::DoNotOptimize(DecodeImage(bytes, photograph.file));
}

void Preset(benchmark::State& state, const Photograph& photograph) {
  const ImageClassification preset;
  const Image image = OrDie(DecodeImage(ReadBytes(photograph), photograph.file));
  CheckAnswer(photograph, OrDie(preset(image)));
  for (auto _ : state) benchmark::DoNotOptimize(preset(image));
}

void DecodeAndPreset(benchmark::State& state, const Photograph& photograph) {
  const ImageClassification preset;
  const std::vector<uint8_t> bytes = ReadBytes(photograph);
  CheckAnswer(photograph, OrDie(preset(OrDie(DecodeImage(bytes, photograph.file)))));
  for (auto _ : state) benchmark::DoNotOptimize(preset(OrDie(DecodeImage(bytes, photograph.file))));
}

void ResampleWith(benchmark::State& state, const Photograph& photograph, const ResamplePasses& passes) {
  const Image image = OrDie(DecodeImage(ReadBytes(photograph), photograph.file));
  const ResampleWindow whole = {.target_height = 256, .target_width = 384, .height = 256, .width = 384};
  if (Resample(image, whole, Interpolation::kBicubic, passes).pixels !=
      Resample(image, whole, Interpolation::kBicubic, ScalarPasses()).pixels) {
    state.SkipWithError("the passes differ from the scalar ones");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(Resample(image, whole, Interpolation::kBicubic, passes));
}

void RegisterAll() {
  for (const Photograph& photograph : kPhotographs) {
    const auto add = [&](const char* name, auto function, const auto&... arguments) {
      benchmark::RegisterBenchmark((std::string(name) + "/" + photograph.file).c_str(), function, photograph,
                                   arguments...)
          ->Unit(benchmark::kMillisecond);
    };
    add("Decode", Decode);
    add("Preset", Preset);
    add("DecodeAndPreset", DecodeAndPreset);
    add("ResampleScalar", ResampleWith, ScalarPasses());
    if (Avx2Passes() != nullptr) add("ResampleAvx2", ResampleWith, *Avx2Passes());
  }
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  std::string error;
  assay::runfiles.reset(bazel::tools::cpp::runfiles::Runfiles::Create(argv[0], &error));
  if (assay::runfiles == nullptr) {
    std::fprintf(stderr, "%s\n", error.c_str());
    return 1;
  }
  assay::RegisterAll();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  if (benchmark::RunSpecifiedBenchmarks() == 0) {
    std::fprintf(stderr, "no benchmark was selected: check --benchmark_filter\n");
    return 2;
  }
  return 0;
}
