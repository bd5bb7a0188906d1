#include "weights/sentence_transforms.h"

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "weights/bert/minilm_l6_v2.h"
#include "weights/typed_entry.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

WeightEntry MiniLM() { return Entry(MiniLML6V2Weights::kSentencesV1); }

std::string Message(const WeightEntry& entry) { return std::string(SentenceTransforms(entry).status().message()); }

TEST(SentenceTransforms, PackagedVocabulary_GivesTransformersIds) {
  const auto transforms = SentenceTransforms(MiniLM());
  ASSERT_TRUE(transforms.ok()) << transforms.status();
  const std::vector<std::string> texts = {"Hello World!", ""};
  const auto batch = transforms->preprocessing(texts);
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_THAT(batch->input_ids, ElementsAre(101, 7592, 2088, 999, 102, 101, 102, 0, 0, 0));
  EXPECT_THAT(batch->attention_mask, ElementsAre(1, 1, 1, 1, 1, 1, 1, 0, 0, 0));
  EXPECT_EQ(transforms->encoding().options().max_length, 512);
  EXPECT_TRUE(transforms->pooling().options().normalize);
}

TEST(SentenceTransforms, ParametersOfTheEntry_AreUsed) {
  WeightEntry entry = MiniLM();
  std::get<TextEncodingOptions>(entry.transforms).max_length = 3;
  entry.postprocessing = MeanPoolingOptions{.normalize = false};
  const auto transforms = SentenceTransforms(entry);
  ASSERT_TRUE(transforms.ok()) << transforms.status();
  const std::vector<std::string> texts = {"Hello World!"};
  EXPECT_THAT(transforms->preprocessing(texts)->input_ids, ElementsAre(101, 7592, 102));
  EXPECT_FALSE(transforms->pooling().options().normalize);
}

TEST(SentenceTransforms, EntryOfImages_IsRefused) {
  WeightEntry entry = MiniLM();
  entry.transforms = ImageClassificationOptions{};
  EXPECT_THAT(Message(entry), HasSubstr("MiniLM_L6_V2_Weights.SENTENCES_V1 are not weights of a sentence encoder"));
  entry = MiniLM();
  entry.postprocessing = {};
  EXPECT_THAT(Message(entry), HasSubstr("and mean_pooling as postprocessing"));
}

TEST(SentenceTransforms, EntryWithoutVocabulary_IsRefused) {
  WeightEntry entry = MiniLM();
  entry.extra_files.clear();
  EXPECT_THAT(Message(entry), HasSubstr("names no vocabulary"));
}

TEST(SentenceTransforms, VocabularyOfAnotherHash_IsRefusedWithBoth) {
  WeightEntry entry = MiniLM();
  entry.extra_files[0].sha256 = std::string(64, '1');
  EXPECT_EQ(SentenceTransforms(entry).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(Message(entry), HasSubstr("vocab.txt: sha256 is 07eced37"));
  EXPECT_THAT(Message(entry), HasSubstr("but the vocabulary of MiniLM_L6_V2_Weights.SENTENCES_V1 has 1111"));
}

TEST(SentenceTransforms, VocabularyOfOnesOwn_NeedsNoHash) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/words.txt";
  std::ofstream(path) << "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhello\n";
  WeightEntry entry = MiniLM();
  entry.extra_files = {{.role = kVocabularyRole, .url = path}};
  const auto transforms = SentenceTransforms(entry);
  ASSERT_TRUE(transforms.ok()) << transforms.status();
  const std::vector<std::string> texts = {"Hello World"};
  EXPECT_THAT(transforms->preprocessing(texts)->input_ids, ElementsAre(2, 5, 1, 3));
}

TEST(SentenceTransforms, VocabularyThatIsNotAtHand_IsNotFound) {
  WeightEntry entry = MiniLM();
  entry.extra_files[0].packaged.reset();
  EXPECT_EQ(SentenceTransforms(entry).status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Message(entry), HasSubstr("put vocab.txt into the folder that ASSAY_WEIGHTS names"));
}

}  // namespace
}  // namespace assay
