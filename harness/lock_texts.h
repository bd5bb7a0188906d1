// The sentences that a tokenizer's behaviour is locked with, and a vocabulary small enough to stand here: no file of
// an entry has to be at hand.
#ifndef ASSAY_HARNESS_LOCK_TEXTS_H_
#define ASSAY_HARNESS_LOCK_TEXTS_H_

#include <string>
#include <vector>

namespace assay {

struct LockText {
  std::string name;
  std::string text;
};

// Case, accents, scripts, white space, control characters, special tokens, words that no piece covers, too many words.
const std::vector<LockText>& LockTexts();

// vocab.txt's text: the special tokens, every printable ASCII character as the beginning of a word and as what follows
// one, some accented and Chinese characters, some longer pieces. Upper and lower case are different tokens, with and
// without accents too, so that what a tokenizer makes of them shows.
const std::string& LockVocabulary();

}  // namespace assay

#endif  // ASSAY_HARNESS_LOCK_TEXTS_H_
