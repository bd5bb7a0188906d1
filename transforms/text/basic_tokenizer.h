// BERT's basic tokenizer: text to words, before any vocabulary. Control characters go, Chinese characters stand alone,
// letters lose case and accents, and text splits at white space and around punctuation.
//
//   ASSAY_ASSIGN_OR_RETURN(std::vector<std::string> words, BasicTokenizer().Words("Café, 東京!"));
//   // "cafe" "," "東" "京" "!"
#ifndef ASSAY_TRANSFORMS_TEXT_BASIC_TOKENIZER_H_
#define ASSAY_TRANSFORMS_TEXT_BASIC_TOKENIZER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay {

struct BasicTokenizerOptions {
  bool lower_case = true;
  bool strip_accents = true;  // canonical decomposition, less the nonspacing marks
};

// A word as it is found. `text` lives until the next one.
struct Word {
  absl::string_view text;
  int64_t characters = 0;
};

// Time and memory grow with the length of the text alone, whatever it holds: linearly, but for a run of marks that
// stay, which is sorted.
class BasicTokenizer {
 public:
  explicit BasicTokenizer(BasicTokenizerOptions options = {}) : options_(options) {}

  // All words, in order. Errors: InvalidArgument, naming the byte's offset, for text that is not UTF-8.
  // Source: BertNormalizer and BertPreTokenizer of Hugging Face tokenizers 0.23.3, equal on every code point (see
  // bert_unicode.h), also where they differ from BERT's own Python: unassigned characters stay, punctuation and
  // nonspacing marks are those of Unicode 8, and a final sigma is a sigma.
  absl::StatusOr<std::vector<std::string>> Words(absl::string_view text) const;

  // The same without a copy: calls `sink` with each word until it returns false. The text must be UTF-8 (utf8.h).
  void ForEachWord(absl::string_view text, absl::FunctionRef<bool(const Word&)> sink) const;

  const BasicTokenizerOptions& options() const { return options_; }

 private:
  BasicTokenizerOptions options_;
};

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_TEXT_BASIC_TOKENIZER_H_
