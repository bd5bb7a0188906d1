#include "models/text_transforms.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/bert/bert.h"
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
  const auto pool = postprocessing(MiniLML6V2Weights::kDefault);
  ASSERT_TRUE(pool.ok()) << pool.status();
  const auto pooled = (*pool)(states, mask);
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

// A checkpoint that someone tuned: nothing but where it is.
const WeightEntry kTuned = {.url = "tuned.safetensors"};

TEST(TextTransforms, EntryOfNothingButAUrl_HasItsBuildersDefaults) {
  const auto encode = transforms<MiniLML6V2Weights>(kTuned, {.max_length = 4});
  ASSERT_TRUE(encode.ok()) << encode.status();
  EXPECT_THAT((*encode)(kTexts)->input_ids, ElementsAre(101, 7592, 2088, 102));
  const auto pool = postprocessing<MiniLML6V2Weights>(kTuned);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_TRUE(pool->options().normalize);
  for (const auto& both :
       {sentence_transforms<MiniLML6V2Weights>(kTuned), sentence_transforms("minilm_l6_v2", kTuned)}) {
    ASSERT_TRUE(both.ok()) << both.status();
    EXPECT_THAT(both->preprocessing(kTexts)->input_ids, ElementsAre(101, 7592, 2088, 999, 102));
    EXPECT_TRUE(both->pooling().options().normalize);
  }
}

TEST(TextTransforms, WhatAnEntryStates_IsNoDefault) {
  WeightEntry tuned = kTuned;
  tuned.transforms = TextEncodingOptions{.vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhello\n"};
  tuned.postprocessing = MeanPoolingOptions{.normalize = false};
  const auto both = sentence_transforms("minilm_l6_v2", tuned);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_THAT(both->preprocessing(kTexts)->input_ids, ElementsAre(2, 5, 1, 1, 3));
  EXPECT_FALSE(both->pooling().options().normalize);
}

TEST(TextTransforms, EntryOfImages_IsRefused) {
  WeightEntry images = kTuned;
  images.transforms = ImageClassificationOptions{};
  EXPECT_EQ(transforms<MiniLML6V2Weights>(images).status().message(),
            "the transforms of tuned.safetensors are not those that minilm_l6_v2 takes");
  EXPECT_EQ(sentence_transforms("minilm_l6_v2", images).status().message(),
            "tuned.safetensors are not weights of a text encoder: their transforms take no text");
}

TEST(TextTransforms, NeitherEntryNorBuilderNamesThem_IsAStatus) {
  RegisterBuilder({.name = "bare_encoder", .family = "bare", .task = "text_encoding", .construct = [](const auto&) {
                     return Model(Bert({.hidden_size = 12, .num_hidden_layers = 1}));
                   }});
  WeightEntry tuned = kTuned;
  EXPECT_EQ(sentence_transforms("bare_encoder", tuned).status().code(), absl::StatusCode::kFailedPrecondition);
  tuned.transforms = TextEncodingOptions{.vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhello\n"};
  EXPECT_EQ(sentence_transforms("bare_encoder", tuned).status().message(),
            "tuned.safetensors names no post-processing, and bare_encoder has no default: set the entry's "
            "postprocessing");
}

TEST(TextTransforms, UnknownBuilder_IsNotFound) {
  EXPECT_EQ(sentence_transforms("minilm_l6", kTuned).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay
