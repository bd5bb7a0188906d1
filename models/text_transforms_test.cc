#include "models/text_transforms.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "weights/bert/minilm_l6_v2.h"

namespace assay {
namespace {

using testing::ElementsAre;

const std::vector<std::string> kTexts = {"Hello World!"};

TEST(TextTransforms, TwoFields_GiveWhatTheOneClassGives) {
  const auto encode = transforms(MiniLML6V2Weights::kDefault);
  ASSERT_TRUE(encode.ok()) << encode.status();
  const auto both = sentence_transforms(MiniLML6V2Weights::kDefault);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_THAT((*encode)(kTexts)->input_ids, ElementsAre(101, 7592, 2088, 999, 102));
  EXPECT_EQ((*encode)(kTexts)->input_ids, both->preprocessing(kTexts)->input_ids);
  const std::vector<float> hidden = {3, 0, 1, 4, 9, 9};
  const HiddenStates states = {.values = hidden, .rows = 1, .columns = 3, .width = 2};
  const std::vector<int64_t> mask = {1, 1, 0};
  const auto pooled = postprocessing(MiniLML6V2Weights::kDefault)(states, mask);
  ASSERT_TRUE(pooled.ok()) << pooled.status();
  // The mean (2, 2) of two tokens, scaled to length 1.
  EXPECT_FLOAT_EQ(pooled->values[0], 0.70710678f);
  EXPECT_EQ(pooled->values, both->postprocessing(states, mask)->values);
}

TEST(TextTransforms, StatedParameters_OverrideTheEntrys) {
  const auto encode = transforms(MiniLML6V2Weights::kDefault, {.lower_case = false, .max_length = 3});
  ASSERT_TRUE(encode.ok()) << encode.status();
  // No token of the vocabulary has a capital.
  EXPECT_THAT((*encode)(kTexts)->input_ids, ElementsAre(101, 100, 102));
}

TEST(TextTransforms, VocabularyThatIsNotThere_IsNotFound) {
  EXPECT_EQ(transforms(MiniLML6V2Weights::kDefault, {.vocabulary_path = "/nowhere/vocab.txt"}).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay
