// The parameters of TextEncoding (transforms/text/text_encoding.h), which an entry states.
#ifndef ASSAY_TRANSFORMS_TEXT_TEXT_ENCODING_OPTIONS_H_
#define ASSAY_TRANSFORMS_TEXT_TEXT_ENCODING_OPTIONS_H_

#include <optional>
#include <string>
#include <utility>

namespace assay {

struct TextEncodingOptions {
  // vocab.txt, or its text: one of the two.
  std::string vocabulary_path = {};
  std::string vocabulary = {};
  bool lower_case = true;
  std::optional<bool> strip_accents = {};  // as lower_case where not said
  // Units: tokens of one text, with [CLS] and [SEP]; what is beyond is cut off. 512 is what transformers' tokenizer of
  // all-MiniLM-L6-v2 cuts to, and as many positions as the model has; sentence-transformers cuts it to 256.
  int max_length = 512;
};

// Parameters to change in options that are given, such as an entry's.
struct TextEncodingOverrides {
  std::optional<std::string> vocabulary_path = std::nullopt;
  std::optional<bool> lower_case = std::nullopt;
  std::optional<int> max_length = std::nullopt;
};

// `options` with what `overrides` states.
inline TextEncodingOptions Override(TextEncodingOptions options, const TextEncodingOverrides& overrides) {
  if (overrides.vocabulary_path) options.vocabulary_path = *overrides.vocabulary_path;
  if (overrides.lower_case) options.lower_case = *overrides.lower_case;
  if (overrides.max_length) options.max_length = *overrides.max_length;
  return options;
}

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_TEXT_TEXT_ENCODING_OPTIONS_H_
