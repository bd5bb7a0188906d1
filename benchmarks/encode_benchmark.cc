// From strings to sentence embeddings: tokenizer, model and pooling together, on real weights.
//
//   ./bazelw run //benchmarks:encode
//
// A row is timed by the wall clock, over all threads that LibTorch uses (OMP_NUM_THREADS); `tokens` are those that the
// model saw, padding included, and `GFLOP/s` its multiply-adds, counted twice. Its answer is checked afterwards: a
// batch must give each sentence the embedding that it has alone.
#include <benchmark/benchmark.h>

#include <fstream>
#include <string>
#include <vector>

#include "benchmarks/register.h"
#include "harness/compare.h"
#include "harness/encode_text.h"
#include "models/bert/bert.h"
#include "models/text_transforms.h"
#include "tools/assay/environment.h"

namespace assay {
namespace {

constexpr auto kWeights = MiniLML6V2Weights::kSentencesV1;
constexpr double kTolerance = 1e-4;

struct Encoder {
  Bert model;
  SentenceEmbedding transforms;
  std::vector<std::string> sentences;
};

const absl::StatusOr<Encoder>& SharedEncoder() {
  static const auto& encoder = *new absl::StatusOr<Encoder>([]() -> absl::StatusOr<Encoder> {
    auto model = minilm_l6_v2({.weights = kWeights, .progress = false});
    if (!model.ok()) return model.status();
    model->eval();
    auto transforms = sentence_transforms(kWeights);
    if (!transforms.ok()) return transforms.status();
    Encoder made{*std::move(model), *std::move(transforms), {}};
    std::ifstream lines(RunfilePath("assay/benchmarks/sentences.txt"));
    for (std::string line; std::getline(lines, line);) made.sentences.push_back(line);
    return made;
  }());
  return encoder;
}

// Multiply-adds of one sequence of `tokens` tokens, twice: the projections and the feed-forward network, which grow
// with the tokens, and the attention, which grows with their square.
double Flops(double tokens) {
  constexpr double kWidth = 384, kInner = 1536, kLayers = 6;
  return 2 * kLayers * (tokens * (4 * kWidth * kWidth + 2 * kWidth * kInner) + 2 * tokens * tokens * kWidth);
}

void Encode(benchmark::State& state) {
  const auto& encoder = SharedEncoder();
  if (!encoder.ok()) return state.SkipWithError(std::string(encoder.status().message()).c_str());
  const size_t rows = state.range(0);
  if (encoder->sentences.size() < rows) return state.SkipWithError("too few sentences");
  const std::vector<std::string> texts(encoder->sentences.begin(), encoder->sentences.begin() + rows);
  absl::StatusOr<Embeddings> embeddings = absl::UnknownError("not run");
  for (auto _ : state) embeddings = EncodeBatch(encoder->model, encoder->transforms, texts);
  if (!embeddings.ok()) return state.SkipWithError(std::string(embeddings.status().message()).c_str());
  for (size_t row = 0; row < rows; ++row) {
    const auto alone = EncodeText(encoder->model, encoder->transforms, texts[row]);
    if (!alone.ok()) return state.SkipWithError("a sentence cannot be encoded alone");
    const Difference difference =
        CompareValues(alone->embedding, embeddings->Row(row), RootMeanSquare(absl::MakeConstSpan(alone->embedding)));
    if (!difference.Within(kTolerance)) return state.SkipWithError("a sentence has another embedding in the batch");
  }
  const double tokens = static_cast<double>(encoder->transforms.preprocessing(texts)->columns);
  state.SetItemsProcessed(state.iterations() * rows);
  state.counters["tokens"] = rows * tokens;
  state.counters["GFLOP/s"] =
      benchmark::Counter(1e-9 * rows * Flops(tokens), benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace

void RegisterBenchmarks() {
  benchmark::RegisterBenchmark("Encode/minilm_l6_v2", Encode)
      ->ArgName("batch")
      ->Arg(1)
      ->Arg(32)
      ->Unit(benchmark::kMillisecond)
      ->UseRealTime();
}

}  // namespace assay
