#include "harness/components/text.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/components/component.h"
#include "harness/lock_texts.h"
#include "harness/stages.h"
#include "tools/base/status_macros.h"
#include "transforms/text/basic_tokenizer.h"
#include "transforms/text/cosine_similarity.h"
#include "transforms/text/mean_pooling.h"
#include "transforms/text/text_encoding.h"
#include "transforms/text/vocabulary.h"
#include "transforms/text/word_piece_tokenizer.h"

namespace assay {
namespace {

// A bool for each way in which a rule can be set.
std::string Name(const std::string& what, bool lower_case, bool strip_accents) {
  return absl::StrCat(what, lower_case ? ", lower case" : ", case kept",
                      strip_accents ? ", without accents" : ", accents kept");
}

absl::Status AddWords(proto::ComponentGolden& golden) {
  for (const bool lower_case : {true, false}) {
    for (const bool strip_accents : {true, false}) {
      const BasicTokenizer tokenizer({.lower_case = lower_case, .strip_accents = strip_accents});
      for (const LockText& text : LockTexts()) {
        // Its words repeat.
        if (text.name == "too long") continue;
        ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> words, tokenizer.Words(text.text));
        proto::StageGolden& stage =
            *AddCase(golden, Name(absl::StrCat("words of ", text.name), lower_case, strip_accents)).mutable_stage();
        for (const std::string& word : words) stage.add_text(word);
      }
    }
  }
  return absl::OkStatus();
}

absl::Status AddPieces(proto::ComponentGolden& golden) {
  for (const int max_length : {512, 7, 2}) {
    ASSAY_ASSIGN_OR_RETURN(Vocabulary vocabulary, Vocabulary::Parse(LockVocabulary(), "vocab.txt"));
    ASSAY_ASSIGN_OR_RETURN(const auto tokenizer,
                           WordPieceTokenizer::Create(std::move(vocabulary), {.max_length = max_length}));
    for (const LockText& text : LockTexts()) {
      ASSAY_ASSIGN_OR_RETURN(const std::vector<int64_t> ids, tokenizer.Encode(text.text));
      const std::string name = absl::StrCat("pieces of ", text.name, ", at most ", max_length);
      *AddCase(golden, name).mutable_stage() = TokenStage(text.name, "pieces", ids);
    }
  }
  return absl::OkStatus();
}

template <class Value>
void AddOutcome(proto::ComponentGolden& golden, const std::string& name, const absl::StatusOr<Value>& value) {
  proto::ComponentCase& item = AddCase(golden, name);
  if (value.ok()) {
    AddField(item, "taken", "yes");
  } else {
    AddRefusal(item, value.status());
  }
}

void AddRefusals(proto::ComponentGolden& golden) {
  const std::string special = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
  AddOutcome(golden, "text that is not UTF-8", BasicTokenizer().Words("a\xff"));
  AddOutcome(golden, "text with a surrogate", BasicTokenizer().Words("\xed\xa0\x80"));
  AddOutcome(golden, "vocabulary with CRLF", Vocabulary::Parse("a\r\nb\r\n", "v"));
  AddOutcome(golden, "vocabulary without a last line's end", Vocabulary::Parse("a\nb", "v"));
  AddOutcome(golden, "vocabulary with an empty line", Vocabulary::Parse("a\n\nb\n", "v"));
  AddOutcome(golden, "vocabulary with a token twice", Vocabulary::Parse("a\nb\na\n", "v"));
  AddOutcome(golden, "vocabulary with a byte order mark",
             Vocabulary::Parse("\ufeff"
                               "a\n",
                               "v"));
  AddOutcome(golden, "vocabulary of nothing", Vocabulary::Parse("", "v"));
  AddOutcome(golden, "tokenizer without [MASK]", TextEncoding::Create({.vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n"}));
  AddOutcome(golden, "tokenizer of length 1", TextEncoding::Create({.vocabulary = special, .max_length = 1}));
  AddOutcome(golden, "tokenizer without a vocabulary", TextEncoding::Create({}));
  AddOutcome(golden, "tokenizer of two vocabularies",
             TextEncoding::Create({.vocabulary_path = "vocab.txt", .vocabulary = special}));
  AddOutcome(golden, "tokenizer of the special tokens alone", TextEncoding::Create({.vocabulary = special}));
}

// Rows of features that are neither equal nor in proportion.
std::vector<float> Features(int64_t count) {
  std::vector<float> values;
  for (int64_t i = 0; i < count; ++i) values.push_back(static_cast<float>((i * 29 % 41) - 20) / 8);
  return values;
}

absl::Status AddPooling(proto::ComponentGolden& golden) {
  constexpr int64_t kRows = 3, kColumns = 4, kWidth = 6;
  const std::vector<float> values = Features(kRows * kColumns * kWidth);
  const HiddenStates hidden = {.values = values, .rows = kRows, .columns = kColumns, .width = kWidth};
  const std::vector<int64_t> mask = {1, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0};
  for (const bool normalize : {true, false}) {
    ASSAY_ASSIGN_OR_RETURN(const Embeddings embeddings, MeanPooling({.normalize = normalize})(hidden, mask));
    const std::vector<double> pooled(embeddings.values.begin(), embeddings.values.end());
    const std::string name = normalize ? "pooling, normalised" : "pooling";
    *AddCase(golden, name).mutable_stage() = ValueStage(name, "embedding", {kRows, kWidth}, pooled);
    const std::vector<double> cosines = CosineSimilarities(embeddings);
    *AddCase(golden, absl::StrCat("similarities, ", name)).mutable_stage() =
        ValueStage(name, "similarity", {kRows, kRows}, cosines);
  }
  AddOutcome(golden, "pooling with a mask of twos", MeanPooling()(hidden, std::vector<int64_t>(12, 2)));
  AddOutcome(golden, "pooling with a short mask", MeanPooling()(hidden, std::vector<int64_t>(11, 1)));
  AddOutcome(golden, "similarity of different sizes", CosineSimilarity({1, 2}, {1, 2, 3}));
  return absl::OkStatus();
}

ASSAY_COMPONENT("text", [](const ComponentInputs&) { return MeasureText(); });

}  // namespace

absl::StatusOr<proto::ComponentGolden> MeasureText() {
  proto::ComponentGolden golden;
  golden.set_component("text");
  ASSAY_RETURN_IF_ERROR(AddWords(golden));
  ASSAY_RETURN_IF_ERROR(AddPieces(golden));
  AddRefusals(golden);
  ASSAY_RETURN_IF_ERROR(AddPooling(golden));
  return golden;
}

}  // namespace assay
