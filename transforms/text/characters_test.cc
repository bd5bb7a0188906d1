// Every code point against Hugging Face's tokenizers, by the digests in testdata/characters.json (written by
// tokenizer_reference.py): 1,112,064 characters, each in five places, with each of the four kinds of options.
#include <openssl/sha.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "transforms/text/basic_tokenizer.h"
#include "transforms/text/reference_for_tests.h"
#include "transforms/text/utf8.h"

namespace assay {
namespace {

using nlohmann::json;

// The digest of the words of many texts, as the reference's.
class WordsDigest {
 public:
  explicit WordsDigest(BasicTokenizerOptions options) : tokenizer_(options) {}

  void Add(const std::string& text) {
    const absl::StatusOr<std::vector<std::string>> words = tokenizer_.Words(text);
    ASSERT_TRUE(words.ok()) << words.status();
    absl::StrAppend(&lines_, absl::StrJoin(*words, " "), "\n");
  }

  std::string Finish() const {
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(lines_.data()), lines_.size(), digest);
    return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), 8));
  }

 private:
  BasicTokenizer tokenizer_;
  std::string lines_;
};

BasicTokenizerOptions OptionsOf(const json& kind) {
  return {.lower_case = kind.at("lower_case"), .strip_accents = kind.at("strip_accents")};
}

std::string Utf8(char32_t character) {
  std::string text;
  AppendCharacter(character, text);
  return text;
}

// Inside a word, under an accent, between words, and at the end of one: as the reference's block_texts().
std::string DigestOfBlock(BasicTokenizerOptions options, char32_t first, char32_t count) {
  WordsDigest digest(options);
  for (char32_t character = first; character < first + count; ++character) {
    if (character >= 0xD800 && character < 0xE000) continue;
    const std::string c = Utf8(character);
    digest.Add(absl::StrCat("A", c, "\u0301B ", c, " x", c));
  }
  return digest.Finish();
}

TEST(Characters, EveryCodePoint_SplitsAsTheReference) {
  const json reference = ReadReference("characters.json");
  const char32_t block = reference.at("block").get<uint32_t>();
  ASSERT_EQ(reference.at("kinds").size(), 4);
  for (const json& kind : reference.at("kinds")) {
    const json& digests = kind.at("digests");
    ASSERT_EQ(digests.size() * block, 0x110000);
    for (size_t i = 0; i < digests.size(); ++i) {
      const char32_t first = static_cast<char32_t>(i) * block;
      EXPECT_EQ(DigestOfBlock(OptionsOf(kind), first, block), digests[i].get<std::string>())
          << "characters from U+" << std::hex << uint32_t{first} << ", lower_case " << kind.at("lower_case")
          << ", strip_accents " << kind.at("strip_accents");
    }
  }
}

// Canonical order: every pair of marks that stay, and of characters that end their runs.
TEST(Characters, EveryPairOfMovableMarks_OrderedAsTheReference) {
  const json reference = ReadReference("characters.json");
  const std::vector<uint32_t> marks = reference.at("marks");
  ASSERT_GT(marks.size(), 90);
  for (const json& kind : reference.at("kinds")) {
    WordsDigest digest(OptionsOf(kind));
    for (const uint32_t first : marks) {
      for (const uint32_t second : marks) {
        digest.Add(absl::StrCat("x", Utf8(first), Utf8(second), "\u302e", Utf8(first), "y"));
      }
    }
    EXPECT_EQ(digest.Finish(), kind.at("marks").get<std::string>())
        << kind.at("lower_case") << kind.at("strip_accents");
  }
}

// The digests can fail: options that differ have others.
TEST(Characters, AnotherKindOfOptions_HasOtherDigests) {
  const json uncased = ReadReference("characters.json").at("kinds").at(3);
  ASSERT_TRUE(uncased.at("lower_case") && uncased.at("strip_accents"));
  EXPECT_NE(DigestOfBlock({.strip_accents = false}, 0, 0x2000), uncased.at("digests").at(0).get<std::string>());
  EXPECT_NE(DigestOfBlock({.lower_case = false}, 0, 0x2000), uncased.at("digests").at(0).get<std::string>());
}

}  // namespace
}  // namespace assay
