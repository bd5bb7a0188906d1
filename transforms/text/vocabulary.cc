#include "transforms/text/vocabulary.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "transforms/text/double_array.h"
#include "transforms/text/utf8.h"

namespace assay {
namespace {

constexpr size_t kMaxBytes = size_t{16} << 20;
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

// A message that an editor can jump to.
absl::Status LineError(absl::string_view name, size_t line, absl::string_view message) {
  return absl::InvalidArgumentError(absl::StrCat(name, ":", line, ": ", message));
}

// Takes the first line of `text`, without its end.
absl::string_view TakeLine(absl::string_view& text) {
  const size_t end = text.find('\n');
  absl::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  absl::ConsumeSuffix(&line, "\r");
  return line;
}

}  // namespace

Vocabulary::Vocabulary(absl::string_view name, std::vector<std::string> tokens)
    : name_(name), tokens_(std::move(tokens)), trie_(std::make_shared<const DoubleArray>(tokens_)) {}

absl::StatusOr<Vocabulary> Vocabulary::Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::NotFoundError(absl::StrCat("cannot open the vocabulary ", path, ": ", std::strerror(errno),
                                            "; expected a vocab.txt, one token a line"));
  }
  // A folder opens, and fails here.
  file.peek();
  if (file.bad()) {
    return absl::InvalidArgumentError(absl::StrCat("cannot read the vocabulary ", path, ": expected a regular file"));
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return Parse(text, path);
}

absl::StatusOr<Vocabulary> Vocabulary::Parse(absl::string_view text, absl::string_view name) {
  if (text.empty()) return absl::InvalidArgumentError(absl::StrCat(name, " is empty: expected one token a line"));
  if (text.size() > kMaxBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, " has ", text.size(), " bytes: expected a vocabulary of at most ", kMaxBytes));
  }
  if (absl::StartsWith(text, kByteOrderMark)) {
    return LineError(name, 1, "a byte order mark would be part of the first token: save the file without it");
  }
  std::vector<std::string> tokens;
  absl::flat_hash_map<absl::string_view, size_t> first_line;
  while (!text.empty()) {
    const absl::string_view token = TakeLine(text);
    const size_t line = tokens.size() + 1;
    if (token.empty()) {
      return LineError(name, line, "empty line: expected a token (each line is an id, so none can be left out)");
    }
    if (const absl::Status status = CheckUtf8(token); !status.ok()) return LineError(name, line, status.message());
    if (const auto [before, is_new] = first_line.emplace(token, line); !is_new) {
      return LineError(name, line,
                       absl::StrCat("\"", absl::Utf8SafeCEscape(token), "\" is also line ", before->second,
                                    ": expected each token once"));
    }
    tokens.emplace_back(token);
  }
  return Vocabulary(name, std::move(tokens));
}

std::optional<int64_t> Vocabulary::Find(absl::string_view token) const {
  const DoubleArray::State state = trie_->Walk(DoubleArray::kRoot, token);
  if (state == DoubleArray::kNowhere || trie_->Value(state) == DoubleArray::kNoValue) return std::nullopt;
  return trie_->Value(state);
}

std::optional<absl::string_view> Vocabulary::Token(int64_t id) const {
  if (id < 0 || id >= size()) return std::nullopt;
  return tokens_[id];
}

}  // namespace assay
