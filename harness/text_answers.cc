#include "harness/text_answers.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/answer_noise.h"
#include "harness/check_timer.h"
#include "harness/compare.h"
#include "harness/compare_text_answers.h"
#include "harness/encode_text.h"
#include "harness/probe.h"
#include "weights/sentence_transforms.h"

namespace assay {
namespace {

constexpr int kKeptHidden = 12;
// Longer sentences would make all others as long as they are.
constexpr size_t kMostTokensInBatch = 96;
// Of an embedding, relative to its root mean square. Padding changes the sizes of matrices and with them the order of
// sums; but this check asks whether padding leaks, which moves embeddings by 1e-2 and more, and it needs no lock.
constexpr double kBatchTolerance = kBluntestAnswer;
enum { kTokens, kHidden, kEmbedding };

void Record(const EncodedText& encoded, proto::SentenceGolden& answer) {
  answer.mutable_input_id()->Add(encoded.input_ids.begin(), encoded.input_ids.end());
  for (int64_t size : encoded.hidden.sizes()) answer.add_hidden_shape(size);
  *answer.mutable_hidden() = Summarise(encoded.hidden, kKeptHidden);
  answer.mutable_embedding()->Add(encoded.embedding.begin(), encoded.embedding.end());
}

bool WasAnswered(const proto::EntryGolden& now) {
  return std::any_of(now.sentence().begin(), now.sentence().end(),
                     [](const proto::SentenceGolden& sentence) { return !sentence.embedding().empty(); });
}

// The sentences of `now` in one batch, against each alone; nothing where fewer than two fit.
std::optional<Check> CheckBatch(const Model& model, const SentenceEmbedding& transforms,
                                const proto::EntryGolden& now) {
  std::vector<const proto::SentenceGolden*> sentences;
  std::vector<std::string> texts;
  for (const proto::SentenceGolden& sentence : now.sentence()) {
    if (sentence.embedding().empty() || sentence.input_id_size() > kMostTokensInBatch) continue;
    sentences.push_back(&sentence);
    texts.push_back(sentence.text());
  }
  if (texts.size() < 2) return std::nullopt;
  Check check = {.name = "batch", .summary = "batch"};
  const auto embeddings = EncodeBatch(model, transforms, texts);
  if (!embeddings.ok()) {
    check.findings.push_back(std::string(embeddings.status().message()));
    return check;
  }
  double worst = 0;
  for (size_t i = 0; i < sentences.size(); ++i) {
    const absl::Span<const float> alone(sentences[i]->embedding().data(), sentences[i]->embedding_size());
    const Difference difference = CompareValues(alone, embeddings->Row(i), RootMeanSquare(alone));
    worst = std::max(worst, difference.relative);
    if (difference.Within(kBatchTolerance)) continue;
    check.findings.push_back(absl::StrCat("embedding of ", sentences[i]->name(),
                                          " in a padded batch: ", difference.Describe({}, kBatchTolerance)));
  }
  check.summary = absl::StrFormat("batch %.0e", worst);
  return check;
}

}  // namespace

absl::StatusOr<SentenceEmbedding> TextAnswers::Transforms() const {
  const auto vocabulary = inputs_.extra_files.find(kVocabularyRole);
  if (vocabulary == inputs_.extra_files.end())
    return absl::InvalidArgumentError(absl::StrCat(entry_.FullName(), " names no vocabulary"));
  if (!vocabulary->second.ok()) return vocabulary->second.status();
  return SentenceTransforms(entry_, vocabulary->second->path);
}

std::vector<Check> TextAnswers::Measure(const Model& model, proto::EntryGolden& now) const {
  std::vector<Check> checks = {{.name = "tokens", .summary = "tokens"}};
  const auto transforms = Transforms();
  if (!transforms.ok()) {
    checks[kTokens].findings.push_back(std::string(transforms.status().message()));
    return checks;
  }
  if (inputs_.sentences.empty())
    checks[kTokens].findings.push_back("there are no golden sentences, so that nothing was asked");
  const Stopwatch encoding;
  for (const Sentence& sentence : inputs_.sentences) {
    proto::SentenceGolden& answer = *now.add_sentence();
    answer.set_name(sentence.name);
    answer.set_text(sentence.text);
    const auto encoded = EncodeText(model, *transforms, sentence.text);
    if (encoded.ok()) {
      Record(*encoded, answer);
    } else {
      checks[kTokens].findings.push_back(absl::StrCat(sentence.name, ": ", encoded.status().message()));
    }
  }
  if (!WasAnswered(now)) return checks;
  checks.push_back({.name = "hidden", .summary = "hidden"});
  checks.push_back({.name = "embedding", .summary = "embedding", .seconds = encoding.Seconds()});
  const Stopwatch batching;
  if (std::optional<Check> batch = CheckBatch(model, *transforms, now)) {
    batch->seconds = batching.Seconds();
    checks.push_back(*std::move(batch));
  }
  return checks;
}

void TextAnswers::Compare(const proto::EntryGolden& golden, const proto::EntryGolden& now,
                          std::vector<Check>& checks) const {
  // Why nothing was answered is a finding already; each sentence of the lock would only repeat it.
  if (!WasAnswered(now)) return;
  const int compared = CompareTextAnswers(golden, now, checks[kTokens], checks[kHidden], checks[kEmbedding]);
  // What was held against nothing has not passed.
  const auto unanswered = [](const Check& check) { return check.findings.empty(); };
  if (compared == 0)
    checks.erase(std::remove_if(checks.begin() + kHidden, checks.begin() + kEmbedding + 1, unanswered),
                 checks.begin() + kEmbedding + 1);
}

}  // namespace assay
