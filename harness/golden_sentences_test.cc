#include "harness/golden_sentences.h"

#include <cstdlib>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

std::string Written(const std::string& text) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/sentences.textproto";
  std::ofstream(path) << text;
  return path;
}

std::string Message(const std::string& text) {
  return std::string(ReadGoldenSentences(Written(text)).status().message());
}

TEST(ReadGoldenSentences, OwnFile_HoldsTheHardCases) {
  const auto sentences = ReadGoldenSentences("harness/golden_sentences.textproto");
  ASSERT_TRUE(sentences.ok()) << sentences.status();
  std::vector<std::string> names;
  for (const Sentence& sentence : *sentences) names.push_back(sentence.name);
  for (const char* name : {"empty", "blanks", "punctuation", "accents", "cjk", "emoji", "special", "words_300"})
    EXPECT_THAT(names, testing::Contains(name));
  EXPECT_EQ(sentences->at(0).text, "Hello World!");
  EXPECT_EQ(sentences->at(2).text, "");
}

TEST(ReadGoldenSentences, WithoutANameOrWithOneTwice_AreRefused) {
  EXPECT_THAT(Message("sentence { text: \"a\" }"), HasSubstr("sentence 0 needs a name of its own, not \"\""));
  EXPECT_THAT(Message("sentence { name: \"a\" } sentence { name: \"a\" }"),
              HasSubstr("sentence 1 needs a name of its own, not \"a\""));
}

TEST(ReadGoldenSentences, NoSentence_IsRefused) { EXPECT_THAT(Message("# none\n"), HasSubstr("holds no sentence")); }

TEST(ReadGoldenSentences, FileThatIsNotThere_IsNotFound) {
  EXPECT_EQ(ReadGoldenSentences("nowhere.textproto").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay
