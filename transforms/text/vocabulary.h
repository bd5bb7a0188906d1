// The tokens of a WordPiece model and their ids: vocab.txt, one token a line, its id the number of lines before it.
//
//   ASSAY_ASSIGN_OR_RETURN(Vocabulary vocabulary, Vocabulary::Read("vocab.txt"));
//   vocabulary.Find("##ing");   // 2075
//   vocabulary.Token(2075);     // "##ing"
#ifndef ASSAY_TRANSFORMS_TEXT_VOCABULARY_H_
#define ASSAY_TRANSFORMS_TEXT_VOCABULARY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay {

class DoubleArray;

class Vocabulary {
 public:
  // The vocabulary of a file. Lines end with LF or CRLF; the last may end with the file.
  // Errors: NotFound for a file that cannot be opened; as Parse.
  static absl::StatusOr<Vocabulary> Read(const std::string& path);

  // The same of a text in memory; `name` stands for the path in messages.
  // Errors: InvalidArgument, naming file and line, for an empty line, a token that was there before, or bytes that are
  // not UTF-8; for a byte order mark, no line at all, or more than 16 MiB.
  static absl::StatusOr<Vocabulary> Parse(absl::string_view text, absl::string_view name);

  // The id of a token.
  std::optional<int64_t> Find(absl::string_view token) const;

  // The token of an id; nothing for an id that the vocabulary does not have.
  std::optional<absl::string_view> Token(int64_t id) const;

  int64_t size() const { return static_cast<int64_t>(tokens_.size()); }
  // The path, or what Parse was told.
  const std::string& name() const { return name_; }

 private:
  friend class WordPieceTokenizer;

  Vocabulary(absl::string_view name, std::vector<std::string> tokens);

  // The tokens by their bytes; the values are the ids.
  const DoubleArray& trie() const { return *trie_; }

  std::string name_;
  std::vector<std::string> tokens_;
  std::shared_ptr<const DoubleArray> trie_;  // never changed, so copies share it
};

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_TEXT_VOCABULARY_H_
