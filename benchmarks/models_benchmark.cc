// Every model version: its forward pass at two batch sizes, of images in two memory layouts, and its probe.
//
//   ./bazelw run //benchmarks:models -- --benchmark_filter=Forward/mobilenet_v2
//   ./bazelw run //benchmarks:models -- --benchmark_filter=Probe/resnet --benchmark_repetitions=5
//
// A row is timed by the wall clock, over all threads that LibTorch uses (OMP_NUM_THREADS). Its answer is checked
// afterwards, on the very tensors that were timed; a wrong one is an error of the row, not a figure.
#include <ATen/ops/allclose.h>
#include <ATen/ops/isfinite.h>
#include <benchmark/benchmark.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/MemoryFormat.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "benchmarks/register.h"
#include "harness/compare_probe.h"
#include "harness/environment.h"
#include "harness/golden_files.h"
#include "harness/probe.h"
#include "harness/probe_inputs.h"
#include "harness/probe_values.h"
#include "models/registry.h"
#include "tools/assay/environment.h"

namespace assay {
namespace {

constexpr int64_t kImageSize = 224;
constexpr int64_t kTokens = 32;

// `rows` images, each a copy of one, so that every row of the answer must be equal.
at::Tensor Images(int64_t rows, bool channels_last) {
  const at::Tensor image = ProbeInput("input", {1, 3, kImageSize, kImageSize});
  return image.expand({rows, 3, kImageSize, kImageSize})
      .contiguous(channels_last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
}

// `rows` inputs of that model: images, or sequences of tokens without padding, each a copy of one.
NamedTensors Inputs(const Signature& signature, int64_t rows, bool channels_last) {
  NamedTensors inputs;
  for (const std::string& name : signature.inputs) {
    if (signature.tokens.empty()) {
      inputs.emplace_back(name, Images(rows, channels_last));
      continue;
    }
    const at::Tensor ids = MakeProbeInputs(signature).batch[inputs.size()].second[0].repeat({2}).slice(0, 0, kTokens);
    inputs.emplace_back(name, ids.expand({rows, kTokens}).contiguous());
  }
  return inputs;
}

// Empty where the answer is right: finite, and the same for each copy of the image, to float32 rounding.
std::string WrongAnswer(const at::Tensor& logits) {
  if (!at::isfinite(logits).all().item<bool>()) return "an answer is not finite";
  const double scale = logits[0].square().mean().sqrt().item<double>();
  if (!at::allclose(logits, logits[0].expand_as(logits), /*rtol=*/0, /*atol=*/1e-4 * scale))
    return "equal images got different answers";
  return "";
}

void Forward(benchmark::State& state, const Builder& builder, bool channels_last) {
  Model model = ConstructSeeded([&] { return Construct(builder, DefaultOptions(builder)); });
  model.eval();
  if (channels_last) model.to(at::MemoryFormat::ChannelsLast);
  const NamedTensors inputs = Inputs(model.signature(), state.range(0), channels_last);
  c10::InferenceMode inference;
  NamedTensors outputs;
  for (auto _ : state) outputs = model.forward(inputs);
  if (const std::string wrong = WrongAnswer(outputs.front().second); !wrong.empty()) state.SkipWithError(wrong.c_str());
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void RunProbeRow(benchmark::State& state, const Builder& builder) {
  absl::StatusOr<proto::Probe> probe = absl::UnknownError("not run");
  for (auto _ : state) probe = RunProbe([&] { return Construct(builder, DefaultOptions(builder)); });
  const auto golden = ReadTextproto<proto::BuilderGolden>(RunfilePath(absl::StrCat("assay/", GoldenPath(builder))));
  if (!probe.ok() || !golden.ok()) return state.SkipWithError("no probe, or no golden");
  const bool draws_alike = DrawAlike(golden->blessing().cpu_capability(), CurrentEnvironment().cpu_capability);
  for (const ProbePart& part : CompareProbes(golden->probe(), *probe, ToleranceOf(golden->probe(), draws_alike))) {
    if (!part.findings.empty()) return state.SkipWithError(part.findings[0].c_str());
  }
}

}  // namespace

void RegisterBenchmarks() {
  for (const std::string& name : list()) {
    const Builder& builder = **FindBuilder(name);
    for (const bool channels_last : {false, true}) {
      // Tokens have no channels.
      if (channels_last && builder.task == "text_encoding") continue;
      const std::string row = absl::StrCat("Forward/", name, channels_last ? "/channels_last" : "");
      benchmark::RegisterBenchmark(
          row.c_str(), [&builder, channels_last](benchmark::State& state) { Forward(state, builder, channels_last); })
          ->ArgName("batch")
          ->Arg(1)
          ->Arg(32)
          ->Unit(benchmark::kMillisecond)
          ->UseRealTime();
    }
    benchmark::RegisterBenchmark(absl::StrCat("Probe/", name).c_str(),
                                 [&builder](benchmark::State& state) { RunProbeRow(state, builder); })
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
  }
}

}  // namespace assay
