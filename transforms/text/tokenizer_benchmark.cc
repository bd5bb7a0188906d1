// Text to token ids, on one thread: English prose (the LICENSE, a paragraph a text), texts in many scripts
// (testdata/sentences.json), words that no vocabulary holds, and the making of a tokenizer.
//
//   bazel run -c opt //transforms/text:tokenizer_benchmark
//
// Every answer is checked after it is timed. tokenizer_benchmark.py times Hugging Face's tokenizers beside it.
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "benchmarks/measure/row.h"
#include "benchmarks/register.h"
#include "nlohmann/json.hpp"
#include "tools/base/runfiles.h"
#include "transforms/text/text_encoding.h"

namespace assay {
namespace {

struct Corpus {
  std::vector<std::string> texts;
  int64_t tokens = 0;  // by Hugging Face's tokenizers 0.23.3
};

std::string VocabularyPath() { return RunfilePath("minilm_l6_v2_weights/vocab.txt"); }

std::string ReadFile(const std::string& runfile) {
  std::ifstream file(RunfilePath(runfile), std::ios::binary);
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

absl::StatusOr<Prepared> PrepareEncode(Corpus (*make)()) {
  const Corpus corpus = make();
  const auto tokenizer = std::make_shared<WordPieceTokenizer>(Tokenizer());
  const auto tokens = std::make_shared<int64_t>(0);
  double bytes = 0;
  for (const std::string& text : corpus.texts) bytes += static_cast<double>(text.size());
  return Prepared{.run = [=](int64_t) { *tokens = Encode(*tokenizer, corpus.texts); },
                  .check = [=]() -> absl::Status {
                    if (*tokens == corpus.tokens) return absl::OkStatus();
                    return absl::InternalError(absl::StrCat(*tokens, " tokens, expected ", corpus.tokens));
                  },
                  .work = {.items = bytes, .item = "bytes"},
                  .is_single_threaded = true};
}

absl::StatusOr<Prepared> PrepareCreate() {
  const auto made = std::make_shared<absl::StatusOr<TextEncoding>>(absl::UnknownError("not run"));
  return Prepared{.run = [=](int64_t) { *made = TextEncoding::Create({.vocabulary_path = VocabularyPath()}); },
                  .check = [=] { return made->status(); },
                  .work = {.items = 1, .item = "tokenizers"},
                  .is_single_threaded = true};
}

void RegisterTokenizerRows() {
  RegisterRow({.name = "EncodeCorpus/english", .prepare = [] { return PrepareEncode(English); }});
  RegisterRow({.name = "EncodeCorpus/scripts", .prepare = [] { return PrepareEncode(Scripts); }});
  RegisterRow({.name = "EncodeCorpus/long_words", .prepare = [] { return PrepareEncode(LongWords); }});
  RegisterRow({.name = "Create", .prepare = PrepareCreate});
}

const BenchmarkRows kRows(RegisterTokenizerRows);

}  // namespace
}  // namespace assay
