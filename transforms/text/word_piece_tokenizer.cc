#include "transforms/text/word_piece_tokenizer.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/base/status_macros.h"
#include "transforms/text/double_array.h"
#include "transforms/text/utf8.h"

namespace assay {
namespace {

struct SpecialToken {
  absl::string_view text;
  int64_t SpecialTokens::*id;
};

constexpr std::array<SpecialToken, 5> kSpecialTokens = {{{"[PAD]", &SpecialTokens::pad},
                                                         {"[UNK]", &SpecialTokens::unk},
                                                         {"[CLS]", &SpecialTokens::cls},
                                                         {"[SEP]", &SpecialTokens::sep},
                                                         {"[MASK]", &SpecialTokens::mask}}};

// The special token that `text` starts with, or none.
const SpecialToken* LeadingSpecialToken(absl::string_view text) {
  for (const SpecialToken& token : kSpecialTokens) {
    if (absl::StartsWith(text, token.text)) return &token;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<WordPieceTokenizer> WordPieceTokenizer::Create(Vocabulary vocabulary, WordPieceOptions options) {
  if (options.max_length < 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("max_length is ", options.max_length, ": expected at least 2, for [CLS] and [SEP]"));
  }
  SpecialTokens special;
  std::vector<absl::string_view> missing;
  for (const SpecialToken& token : kSpecialTokens) {
    const std::optional<int64_t> id = vocabulary.Find(token.text);
    if (id) special.*token.id = *id;
    if (!id) missing.push_back(token.text);
  }
  if (!missing.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(vocabulary.name(), " has no ", absl::StrJoin(missing, ", "),
                     ": expected the vocab.txt of a BERT model, where each stands on a line of its own"));
  }
  return WordPieceTokenizer(std::move(vocabulary), special, options);
}

WordPieceTokenizer::WordPieceTokenizer(Vocabulary vocabulary, SpecialTokens special, WordPieceOptions options)
    : vocabulary_(std::move(vocabulary)),
      special_(special),
      options_(options),
      basic_(options.basic),
      continuation_(vocabulary_.trie().Walk(DoubleArray::kRoot, "##")) {}

absl::StatusOr<std::vector<int64_t>> WordPieceTokenizer::Encode(absl::string_view text) const {
  ASSAY_RETURN_IF_ERROR(CheckUtf8(text));
  // [SEP] needs a place.
  const size_t limit = options_.max_length - 1;
  std::vector<int64_t> ids = {special_.cls};
  size_t begin = 0;
  for (size_t at = text.find('['); at != text.npos && ids.size() < limit; at = text.find('[', at)) {
    const SpecialToken* token = LeadingSpecialToken(text.substr(at));
    if (token == nullptr) {
      ++at;
      continue;
    }
    AppendText(text.substr(begin, at - begin), limit, ids);
    ids.push_back(special_.*token->id);
    at += token->text.size();
    begin = at;
  }
  AppendText(text.substr(begin), limit, ids);
  if (ids.size() > limit) ids.resize(limit);
  ids.push_back(special_.sep);
  return ids;
}

void WordPieceTokenizer::AppendText(absl::string_view text, size_t limit, std::vector<int64_t>& ids) const {
  if (ids.size() >= limit) return;
  basic_.ForEachWord(text, [&](const Word& word) {
    AppendWord(word, ids);
    return ids.size() < limit;
  });
}

void WordPieceTokenizer::AppendWord(const Word& word, std::vector<int64_t>& ids) const {
  const size_t before = ids.size();
  const DoubleArray& trie = vocabulary_.trie();
  bool known = word.characters <= kMaxWordCharacters;
  DoubleArray::State start = DoubleArray::kRoot;
  // A piece ends between characters, since every token is UTF-8.
  for (size_t begin = 0; known && begin < word.text.size(); start = continuation_) {
    int32_t piece = DoubleArray::kNoValue;
    size_t end = begin;
    DoubleArray::State state = start;
    for (size_t i = begin; state != DoubleArray::kNowhere && i < word.text.size();) {
      state = trie.Step(state, static_cast<uint8_t>(word.text[i++]));
      if (state == DoubleArray::kNowhere || trie.Value(state) == DoubleArray::kNoValue) continue;
      piece = trie.Value(state);
      end = i;
    }
    known = piece != DoubleArray::kNoValue;
    if (known) ids.push_back(piece);
    begin = end;
  }
  if (known) return;
  ids.resize(before);
  ids.push_back(special_.unk);
}

absl::StatusOr<std::vector<std::string>> WordPieceTokenizer::Tokens(absl::Span<const int64_t> ids) const {
  std::vector<std::string> tokens;
  tokens.reserve(ids.size());
  for (const int64_t id : ids) {
    const std::optional<absl::string_view> token = vocabulary_.Token(id);
    if (!token) {
      return absl::InvalidArgumentError(
          absl::StrCat("no token has the id ", id, ": ", vocabulary_.name(), " has ", vocabulary_.size(), " tokens"));
    }
    tokens.emplace_back(*token);
  }
  return tokens;
}

}  // namespace assay
