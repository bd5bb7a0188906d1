// From strings to sentence embeddings: tokenizer, model and pooling together, on real weights.
//
//   ./bazelw run //benchmarks:encode
//
// A row is timed by the wall clock, over all threads that LibTorch uses (OMP_NUM_THREADS); its limit counts the
// multiply-adds of the tokens that the model saw, padding included. Its answer is checked afterwards: a batch must give
// each sentence the embedding that it has alone.
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmarks/measure/row.h"
#include "benchmarks/register.h"
#include "harness/compare.h"
#include "harness/encode_text.h"
#include "models/bert/bert.h"
#include "models/text_transforms.h"
#include "tools/base/runfiles.h"
#include "tools/base/status_macros.h"

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

absl::Status CheckRows(const Encoder& encoder, const std::vector<std::string>& texts,
                       const absl::StatusOr<Embeddings>& embeddings) {
  if (!embeddings.ok()) return embeddings.status();
  for (size_t row = 0; row < texts.size(); ++row) {
    ASSAY_ASSIGN_OR_RETURN(const auto alone, EncodeText(encoder.model, encoder.transforms, texts[row]));
    const Difference difference =
        CompareValues(alone.embedding, embeddings->Row(row), RootMeanSquare(absl::MakeConstSpan(alone.embedding)));
    if (!difference.Within(kTolerance)) return absl::InternalError("a sentence has another embedding in the batch");
  }
  return absl::OkStatus();
}

absl::StatusOr<Prepared> PrepareEncode(size_t rows) {
  if (!SharedEncoder().ok()) return SharedEncoder().status();
  const Encoder& encoder = *SharedEncoder();
  if (encoder.sentences.size() < rows) return absl::InternalError("too few sentences");
  const std::vector<std::string> texts(encoder.sentences.begin(),
                                       encoder.sentences.begin() + static_cast<std::ptrdiff_t>(rows));
  ASSAY_ASSIGN_OR_RETURN(const auto tokens, encoder.transforms.preprocessing(texts));
  const auto embeddings = std::make_shared<absl::StatusOr<Embeddings>>(absl::UnknownError("not run"));
  const auto count = static_cast<double>(rows);
  return Prepared{
      .run = [&encoder, texts,
              embeddings](int64_t) { *embeddings = EncodeBatch(encoder.model, encoder.transforms, texts); },
      .check = [&encoder, texts, embeddings] { return CheckRows(encoder, texts, *embeddings); },
      .work = {.flops = count * Flops(static_cast<double>(tokens.columns)), .items = count, .item = "sentences"}};
}

void RegisterEncodeRows() {
  for (const size_t rows : {1, 32}) {
    RegisterRow(
        {.name = absl::StrCat("Encode/minilm_l6_v2/batch:", rows), .prepare = [rows] { return PrepareEncode(rows); }});
  }
}

const BenchmarkRows kRows(RegisterEncodeRows);

}  // namespace
}  // namespace assay
