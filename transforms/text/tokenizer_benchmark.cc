// Text to token ids, on one thread: English prose (the LICENSE, a paragraph a text), texts in many scripts
// (testdata/sentences.json), words that no vocabulary holds, and the making of a tokenizer.
//
//   bazel run -c opt //transforms/text:tokenizer_benchmark
//
// Every answer is checked before it is timed. tokenizer_benchmark.py times Hugging Face's tokenizers beside it.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "nlohmann/json.hpp"
#include "tools/cpp/runfiles/runfiles.h"
#include "transforms/text/text_encoding.h"

namespace assay {
namespace {

struct Corpus {
  std::vector<std::string> texts;
  int64_t tokens = 0;  // by Hugging Face's tokenizers 0.23.3
};

std::unique_ptr<bazel::tools::cpp::runfiles::Runfiles> runfiles;

std::string VocabularyPath() { return runfiles->Rlocation("minilm_l6_v2_weights/vocab.txt"); }

std::string ReadFile(const std::string& runfile) {
  std::ifstream file(runfiles->Rlocation(runfile), std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Corpus English() { return {.texts = absl::StrSplit(ReadFile("assay/LICENSE"), "\n\n"), .tokens = 2114}; }

Corpus Scripts() {
  const nlohmann::json reference = nlohmann::json::parse(ReadFile("assay/transforms/text/testdata/sentences.json"));
  Corpus corpus;
  for (const nlohmann::json& expected : reference.at("cases")) {
    corpus.texts.push_back(expected.at("text"));
    corpus.tokens += static_cast<int64_t>(expected.at("input_ids").size());
  }
  return corpus;
}

// Words of 100 characters whose every piece is short: the most work that a byte can make.
Corpus LongWords() {
  std::string text;
  for (int word = 0; word < 100; ++word) text += std::string(100, "bqxz"[word % 4]) + " ";
  return {.texts = {text}, .tokens = 6277};
}

WordPieceTokenizer Tokenizer() {
  return TextEncoding::Create({.vocabulary_path = VocabularyPath(), .max_length = 1 << 20}).value().tokenizer();
}

int64_t Encode(const WordPieceTokenizer& tokenizer, const std::vector<std::string>& texts) {
  int64_t tokens = 0;
  for (const std::string& text : texts) tokens += static_cast<int64_t>(tokenizer.Encode(text)->size());
  return tokens;
}

void EncodeCorpus(benchmark::State& state, Corpus (*make)()) {
  const Corpus corpus = make();
  const WordPieceTokenizer tokenizer = Tokenizer();
  if (const int64_t tokens = Encode(tokenizer, corpus.texts); tokens != corpus.tokens) {
    std::fprintf(stderr, "%lld tokens, expected %lld\n", static_cast<long long>(tokens),
                 static_cast<long long>(corpus.tokens));
    std::exit(1);
  }
  for (auto _ : state) benchmark::DoNotOptimize(Encode(tokenizer, corpus.texts));
  int64_t bytes = 0;
  for (const std::string& text : corpus.texts) bytes += static_cast<int64_t>(text.size());
  state.SetBytesProcessed(state.iterations() * bytes);
  state.SetItemsProcessed(state.iterations() * corpus.tokens);
}

void Create(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(TextEncoding::Create({.vocabulary_path = VocabularyPath()}).value());
}

BENCHMARK_CAPTURE(EncodeCorpus, english, English)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(EncodeCorpus, scripts, Scripts)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(EncodeCorpus, long_words, LongWords)->Unit(benchmark::kMillisecond);
BENCHMARK(Create)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  std::string error;
  assay::runfiles.reset(bazel::tools::cpp::runfiles::Runfiles::Create(argv[0], &error));
  if (assay::runfiles == nullptr) {
    std::fprintf(stderr, "%s\n", error.c_str());
    return 1;
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  if (benchmark::RunSpecifiedBenchmarks() == 0) {
    std::fprintf(stderr, "no benchmark was selected: check --benchmark_filter\n");
    return 2;
  }
  return 0;
}
