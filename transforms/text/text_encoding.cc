#include "transforms/text/text_encoding.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"

namespace assay {

absl::StatusOr<TextEncoding> TextEncoding::Create(TextEncodingOptions options) {
  if (options.vocabulary_path.empty() == options.vocabulary.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(options.vocabulary.empty() ? "neither" : "both",
                     " of vocabulary_path and vocabulary given: expected one of the two"));
  }
  ASSAY_ASSIGN_OR_RETURN(Vocabulary vocabulary, options.vocabulary.empty()
                                                    ? Vocabulary::Read(options.vocabulary_path)
                                                    : Vocabulary::Parse(options.vocabulary, "the vocabulary"));
  const WordPieceOptions word_piece = {
      .basic = {.lower_case = options.lower_case, .strip_accents = options.strip_accents.value_or(options.lower_case)},
      .max_length = options.max_length};
  ASSAY_ASSIGN_OR_RETURN(WordPieceTokenizer tokenizer, WordPieceTokenizer::Create(std::move(vocabulary), word_piece));
  return TextEncoding(std::move(options), std::make_shared<const WordPieceTokenizer>(std::move(tokenizer)));
}

absl::StatusOr<TokenBatch> TextEncoding::operator()(absl::Span<const std::string> texts) const {
  if (texts.empty()) return absl::InvalidArgumentError("no texts: expected at least one");
  std::vector<std::vector<int64_t>> ids(texts.size());
  size_t columns = 0;
  for (size_t row = 0; row < texts.size(); ++row) {
    absl::StatusOr<std::vector<int64_t>> encoded = tokenizer_->Encode(texts[row]);
    if (!encoded.ok()) {
      // Of one text its number says nothing.
      if (texts.size() == 1) return encoded.status();
      return absl::Status(encoded.status().code(), absl::StrCat("text ", row, ": ", encoded.status().message()));
    }
    ids[row] = *std::move(encoded);
    columns = std::max(columns, ids[row].size());
  }
  const size_t size = texts.size() * columns;
  TokenBatch batch = {.rows = static_cast<int64_t>(texts.size()), .columns = static_cast<int64_t>(columns)};
  batch.input_ids.assign(size, tokenizer_->special_tokens().pad);
  batch.attention_mask.assign(size, 0);
  batch.token_type_ids.assign(size, 0);
  for (size_t row = 0; row < ids.size(); ++row) {
    std::copy(ids[row].begin(), ids[row].end(), batch.input_ids.begin() + row * columns);
    std::fill_n(batch.attention_mask.begin() + row * columns, ids[row].size(), 1);
  }
  return batch;
}

}  // namespace assay
