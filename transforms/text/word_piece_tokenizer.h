// BERT's tokenizer: text to token ids. Words come from BasicTokenizer; each is cut, from the left, into the longest
// pieces that the vocabulary holds, all but the first written with "##".
//
//   ASSAY_ASSIGN_OR_RETURN(Vocabulary vocabulary, Vocabulary::Read("vocab.txt"));
//   ASSAY_ASSIGN_OR_RETURN(auto tokenizer, WordPieceTokenizer::Create(std::move(vocabulary)));
//   ASSAY_ASSIGN_OR_RETURN(std::vector<int64_t> ids, tokenizer.Encode("Hello World!"));  // 101 7592 2088 999 102
//   tokenizer.Tokens(ids);  // "[CLS]" "hello" "world" "!" "[SEP]"
#ifndef ASSAY_TRANSFORMS_TEXT_WORD_PIECE_TOKENIZER_H_
#define ASSAY_TRANSFORMS_TEXT_WORD_PIECE_TOKENIZER_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "transforms/text/basic_tokenizer.h"
#include "transforms/text/vocabulary.h"

namespace assay {

// A word of more characters is [UNK] whole.
inline constexpr int64_t kMaxWordCharacters = 100;

struct WordPieceOptions {
  BasicTokenizerOptions basic = {};
  // Units: tokens of one text, with [CLS] and [SEP]. The text ends where it is full.
  int max_length = 512;
};

// What a tokenizer adds, or writes where it has nothing better.
struct SpecialTokens {
  int64_t pad = 0;
  int64_t unk = 0;
  int64_t cls = 0;
  int64_t sep = 0;
  int64_t mask = 0;
};

class WordPieceTokenizer {
 public:
  // Errors: InvalidArgument for a vocabulary without [PAD], [UNK], [CLS], [SEP] or [MASK], naming it and all that it
  // lacks; or for a max_length below 2.
  static absl::StatusOr<WordPieceTokenizer> Create(Vocabulary vocabulary, WordPieceOptions options = {});

  // [CLS], the pieces, [SEP]. A word that the pieces do not cover is one [UNK]. The five special tokens, typed in the
  // text exactly so, are themselves. Errors: InvalidArgument, naming the byte's offset, for text that is not UTF-8.
  // Source: Wu et al., arXiv 1609.08144, section 4.1, by the longest match first; as transformers 5.17's BertTokenizer.
  absl::StatusOr<std::vector<int64_t>> Encode(absl::string_view text) const;

  // The tokens of ids, for display. Errors: InvalidArgument for an id that the vocabulary does not have.
  absl::StatusOr<std::vector<std::string>> Tokens(absl::Span<const int64_t> ids) const;

  const Vocabulary& vocabulary() const { return vocabulary_; }
  const SpecialTokens& special_tokens() const { return special_; }
  const WordPieceOptions& options() const { return options_; }

 private:
  WordPieceTokenizer(Vocabulary vocabulary, SpecialTokens special, WordPieceOptions options);

  // Appends the pieces of text without special tokens, until there are `limit` ids or more.
  void AppendText(absl::string_view text, size_t limit, std::vector<int64_t>& ids) const;
  void AppendWord(const Word& word, std::vector<int64_t>& ids) const;

  Vocabulary vocabulary_;
  SpecialTokens special_;
  WordPieceOptions options_;
  BasicTokenizer basic_;
  int32_t continuation_;  // where "##" leads in the vocabulary's trie
};

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_TEXT_WORD_PIECE_TOKENIZER_H_
