#include "transforms/text/vocabulary.h"

#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "transforms/text/reference_for_tests.h"

namespace assay {
namespace {

TEST(Vocabulary, PackagedFile_HasEveryTokenUnderItsLine) {
  const absl::StatusOr<Vocabulary> vocabulary = Vocabulary::Read(MiniLmVocabularyPath());
  ASSERT_TRUE(vocabulary.ok()) << vocabulary.status();
  EXPECT_EQ(vocabulary->size(), 30522);
  EXPECT_EQ(vocabulary->Find("[PAD]"), 0);
  EXPECT_EQ(vocabulary->Find("##ing"), 2075);
  EXPECT_EQ(vocabulary->Find("hello"), 7592);
  EXPECT_EQ(vocabulary->Find("hell\u00f6"), std::nullopt);
  EXPECT_EQ(vocabulary->Find(""), std::nullopt);
  std::ifstream file(MiniLmVocabularyPath());
  std::string line;
  for (int64_t id = 0; std::getline(file, line); ++id) {
    ASSERT_EQ(vocabulary->Find(line), id);
    ASSERT_EQ(vocabulary->Token(id), line);
  }
  EXPECT_EQ(vocabulary->Token(-1), std::nullopt);
  EXPECT_EQ(vocabulary->Token(30522), std::nullopt);
}

TEST(Vocabulary, LinesOfWindows_AreTheSameTokens) {
  for (const char* text : {"a\nb\n", "a\nb", "a\r\nb\r\n", "a\r\nb"}) {
    const absl::StatusOr<Vocabulary> vocabulary = Vocabulary::Parse(text, "vocab.txt");
    ASSERT_TRUE(vocabulary.ok()) << vocabulary.status();
    EXPECT_EQ(vocabulary->size(), 2);
    EXPECT_EQ(vocabulary->Find("a"), 0);
    EXPECT_EQ(vocabulary->Find("b"), 1);
  }
}

struct BadText {
  std::string text;
  std::string message;
};

TEST(Vocabulary, BadText_NamesFileAndLine) {
  const BadText cases[] = {
      {"", "v.txt is empty: expected one token a line"},
      {"a\n\nb\n", "v.txt:2: empty line: expected a token (each line is an id, so none can be left out)"},
      {"a\r\n\r\n", "v.txt:2: empty line: expected a token (each line is an id, so none can be left out)"},
      {"a\nb\na\n", "v.txt:3: \"a\" is also line 1: expected each token once"},
      {"\u00e9\n\u00e9", "v.txt:2: \"\u00e9\" is also line 1: expected each token once"},
      {"a\nb\xe9\n", "v.txt:2: byte 1 (0xE9) is not UTF-8: decode the text from its own encoding, or replace the byte"},
      {"\xEF\xBB\xBF[PAD]\n", "v.txt:1: a byte order mark would be part of the first token: save the file without it"},
  };
  for (const BadText& bad : cases) {
    const absl::Status status = Vocabulary::Parse(bad.text, "v.txt").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(status.message(), bad.message);
  }
}

TEST(Vocabulary, TooManyBytes_Refused) {
  const std::string text(17 << 20, 'a');
  EXPECT_EQ(Vocabulary::Parse(text, "v.txt").status().message(),
            "v.txt has 17825792 bytes: expected a vocabulary of at most 16777216");
}

TEST(Vocabulary, FileThatCannotBeRead_NamesPathAndReason) {
  const absl::Status missing = Vocabulary::Read("/nowhere/vocab.txt").status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(
      missing.message(),
      "cannot open the vocabulary /nowhere/vocab.txt: No such file or directory; expected a vocab.txt, one token a "
      "line");
  const absl::Status folder = Vocabulary::Read(testing::TempDir()).status();
  EXPECT_EQ(folder.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(folder.message()), testing::EndsWith("expected a regular file"));
}

// A pathological one is built in time that its size explains.
TEST(Vocabulary, AMegabyteOfOneToken_IsFound) {
  const std::string token(1 << 20, 'x');
  const absl::StatusOr<Vocabulary> vocabulary = Vocabulary::Parse(token + "\ny", "v.txt");
  ASSERT_TRUE(vocabulary.ok()) << vocabulary.status();
  EXPECT_EQ(vocabulary->Find(token), 0);
}

}  // namespace
}  // namespace assay
