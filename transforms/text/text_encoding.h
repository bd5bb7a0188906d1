// The preprocessing of a text encoder: strings to token ids, padded to one length.
//
//   ASSAY_ASSIGN_OR_RETURN(auto encode, TextEncoding::Create({.vocabulary_path = "vocab.txt"}));
//   ASSAY_ASSIGN_OR_RETURN(TokenBatch batch, encode({"Hello World!", "A cat sits on the mat."}));  // 2 x 9
#ifndef ASSAY_TRANSFORMS_TEXT_TEXT_ENCODING_H_
#define ASSAY_TRANSFORMS_TEXT_TEXT_ENCODING_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "transforms/text/text_encoding_options.h"
#include "transforms/text/word_piece_tokenizer.h"

namespace assay {

// What a text encoder takes: a text a row, padded on the right with [PAD] to the longest.
// Shapes: each of the three (rows, columns), the last running fastest. attention_mask is 1 for a token, 0 for padding;
// token_type_ids are all 0, for one segment.
struct TokenBatch {
  int64_t rows = 0;
  int64_t columns = 0;
  std::vector<int64_t> input_ids = {};
  std::vector<int64_t> attention_mask = {};
  std::vector<int64_t> token_type_ids = {};
};

// Copies share one vocabulary, and threads may share a copy.
class TextEncoding {
 public:
  using Options = TextEncodingOptions;
  using Overrides = TextEncodingOverrides;

  // Errors: as Vocabulary::Read and WordPieceTokenizer::Create; InvalidArgument unless one vocabulary is given.
  static absl::StatusOr<TextEncoding> Create(TextEncodingOptions options);

  // The batch of the texts. Shapes: texts.size() x the most tokens that one of them has.
  // Errors: InvalidArgument for a text that is not UTF-8, naming the byte and, of several, the text; or a batch of
  // no texts.
  // Source: BertTokenizer of transformers 5.17 with padding=True, truncation=True.
  absl::StatusOr<TokenBatch> operator()(absl::Span<const std::string> texts) const;

  const WordPieceTokenizer& tokenizer() const { return *tokenizer_; }
  const TextEncodingOptions& options() const { return options_; }

 private:
  TextEncoding(TextEncodingOptions options, std::shared_ptr<const WordPieceTokenizer> tokenizer)
      : options_(std::move(options)), tokenizer_(std::move(tokenizer)) {}

  TextEncodingOptions options_;
  std::shared_ptr<const WordPieceTokenizer> tokenizer_;
};

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_TEXT_TEXT_ENCODING_H_
