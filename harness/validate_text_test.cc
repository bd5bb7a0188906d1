// Every way in which a text encoder's answers can be wrong, one at a time, on a small encoder with a small vocabulary.
#include <ATen/Context.h>

#include <limits>
#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/testing/toy_combination.h"
#include "models/bert/bert.h"
#include "models/testing/state_file.h"
#include "weights/reader/digest.h"
#include "weights/reader/testing/make_files.h"
#include "weights/sentence_transforms.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using testing_files::WriteFile;

std::vector<std::string> Names(const CombinationResult& result) {
  std::vector<std::string> names;
  for (const Check& check : result.checks) names.push_back(check.name);
  return names;
}

constexpr char kVocabulary[] = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ncat\ndog\n##s\nsat\n!\n";

Bert MakeToyEncoder() {
  return Bert({.vocab_size = 10,
               .hidden_size = 16,
               .num_hidden_layers = 1,
               .num_attention_heads = 2,
               .intermediate_size = 24,
               .max_position_embeddings = 40,
               .initializer_range = 0.5});
}

void UseVocabulary(Combination& combination, const std::string& text) {
  const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
  const std::string path = WriteFile(name + ".vocab.txt", text);
  combination.entry.extra_files = {{.role = kVocabularyRole, .sha256 = *FileSha256(path)}};
  combination.inputs.extra_files.insert_or_assign(kVocabularyRole, LocatedFile{.path = path, .from = "test"});
}

Combination MakePassingText() {
  Combination combination{.inputs = {.file = absl::NotFoundError("not made yet")}};
  combination.builder = {
      .name = "toy_encoder", .family = "toy", .task = "text_encoding", .construct = [](const ConstructOptions&) {
        return MakeToyEncoder();
      }};
  WeightEntry& entry = combination.entry;
  entry.enum_name = "ToyText_Weights";
  entry.name = "V1";
  entry.builder = "toy_encoder";
  entry.transforms = TextEncodingOptions{.max_length = 16};
  entry.postprocessing = MeanPoolingOptions{};
  entry.meta.task = "text_encoding";
  entry.meta.num_params = MakeToyEncoder().num_parameters();
  entry.meta.embedding_size = 16;
  entry.meta.vocabulary_size = 10;
  entry.meta.languages = {"en"};
  entry.meta.licence = {.spdx = "MIT", .url = "https://host/licence"};
  UseVocabulary(combination, kVocabulary);
  combination.inputs.sentences = {{"cats", "Cats!"}, {"empty", ""}, {"long", "the cat sat, the dogs sat"}};
  at::manual_seed(0);
  combination.UseFile(SafetensorsOf(StateOf(MakeToyEncoder())));
  combination.golden = combination.Measure(nullptr).now;
  return combination;
}

Combination PassingText() {
  static const auto& passing = *new Combination(MakePassingText());
  return passing;
}

TEST(ValidateText, GoldenOfTheSameCombination_Passes) {
  Combination combination = PassingText();
  const CombinationResult result = combination.Validate();
  std::vector<std::string> names;
  for (const Check& check : result.checks) {
    names.push_back(check.name);
    EXPECT_THAT(check.findings, ElementsAre()) << check.name;
  }
  EXPECT_EQ(result.outcome(), Outcome::kPass);
  EXPECT_THAT(names, ElementsAre("probe", "preprocessing", "postprocessing", "file", "tensors", "load", "tokens",
                                 "hidden", "embedding", "batch", "meta", "catalogue", "versions"));
}

TEST(ValidateText, Measurement_HoldsWhatTheLockNeeds) {
  const proto::EntryGolden golden = PassingText().golden;
  EXPECT_EQ(golden.photograph_size(), 0);
  ASSERT_EQ(golden.sentence_size(), 3);
  EXPECT_EQ(golden.sentence(0).text(), "Cats!");
  EXPECT_THAT(golden.sentence(0).input_id(), ElementsAre(2, 5, 7, 9, 3));
  EXPECT_THAT(golden.sentence(0).hidden_shape(), ElementsAre(1, 5, 16));
  EXPECT_EQ(golden.sentence(0).hidden().numel(), 5 * 16);
  EXPECT_EQ(golden.sentence(0).embedding_size(), 16);
  EXPECT_THAT(golden.sentence(1).input_id(), ElementsAre(2, 3));
  EXPECT_THAT(golden.sentence(2).input_id(), ElementsAre(2, 1, 5, 8, 1, 1, 6, 7, 8, 3));
}

TEST(ValidateText, VocabularyThatIsNotAtHand_IsPendingWithTheWayToGetIt) {
  Combination combination = PassingText();
  combination.inputs.extra_files.insert_or_assign(kVocabularyRole,
                                                  absl::NotFoundError("file not at hand: put it there"));
  EXPECT_EQ(combination.Validate().pending_reason, "file not at hand: put it there");
  combination.inputs.extra_files.clear();
  EXPECT_EQ(combination.Validate().pending_reason, "the vocabulary of ToyText_Weights.V1 is not at hand");
}

TEST(ValidateText, OtherVocabularyFile_NamesFileAndBothHashes) {
  Combination combination = PassingText();
  combination.entry.extra_files[0].sha256 = std::string(64, '0');
  EXPECT_THAT(Wrong(combination.Validate(), "file"),
              AllOf(HasSubstr("vocab.txt: sha256 is "), HasSubstr(", expected 0000")));
}

TEST(ValidateText, VocabularyThatIsNone_FailsInTheTokens) {
  Combination combination = PassingText();
  UseVocabulary(combination, "cat\n");
  const CombinationResult result = combination.Measure(nullptr).result;
  EXPECT_THAT(Failed(result), ElementsAre("probe", "tokens"));
}

TEST(ValidateText, EntryWithoutPooling_FailsInTheTokens) {
  Combination combination = PassingText();
  combination.entry.postprocessing = {};
  EXPECT_THAT(Failed(combination.Measure(nullptr).result), ElementsAre("probe", "tokens"));
}

// A check that was not reached must not stand among those that passed.
TEST(ValidateText, NothingEncoded_HasNoChecksOfWhatComesAfter) {
  const auto kReached = ElementsAre("probe", "preprocessing", "postprocessing", "file", "tensors", "load", "tokens",
                                    "meta", "catalogue", "versions");
  Combination combination = PassingText();
  combination.entry.postprocessing = {};
  EXPECT_THAT(Names(combination.Validate()), kReached);
  combination = PassingText();
  combination.inputs.sentences = {{"broken", "cat \xff"}};
  EXPECT_THAT(Names(combination.Validate()), kReached);
}

// The cause alone, not a difference for each sentence that was never encoded.
TEST(ValidateText, NothingEncoded_IsToldOnceAndComparedWithNothing) {
  Combination combination = PassingText();
  combination.entry.postprocessing = {};
  combination.golden.clear_postprocessing();
  EXPECT_THAT(Wrong(combination.Validate(), "tokens"), HasSubstr("ToyText_Weights.V1"));
}

TEST(ValidateText, LockWithoutSentences_ComparesNoHiddenStateAndNoEmbedding) {
  Combination combination = PassingText();
  combination.golden.clear_sentence();
  const CombinationResult result = combination.Validate();
  EXPECT_THAT(Failed(result), ElementsAre("tokens"));
  EXPECT_THAT(Names(result), ElementsAre("probe", "preprocessing", "postprocessing", "file", "tensors", "load",
                                         "tokens", "batch", "meta", "catalogue", "versions"));
}

TEST(ValidateText, OneSentence_IsNoBatch) {
  Combination combination = PassingText();
  combination.inputs.sentences.resize(1);
  combination.golden.mutable_sentence()->DeleteSubrange(1, 2);
  const CombinationResult result = combination.Validate();
  EXPECT_EQ(result.outcome(), Outcome::kPass);
  EXPECT_THAT(Names(result), ElementsAre("probe", "preprocessing", "postprocessing", "file", "tensors", "load",
                                         "tokens", "hidden", "embedding", "meta", "catalogue", "versions"));
}

TEST(ValidateText, EntryThatNamesNoTransforms_FailsInItsAnswers) {
  Combination combination = PassingText();
  combination.entry.transforms = {};
  combination.golden.clear_preprocessing();
  EXPECT_THAT(Wrong(combination.Validate(), "answers"), HasSubstr("names no transforms"));
}

TEST(ValidateText, OtherTransform_FailsInTheTokens) {
  Combination combination = PassingText();
  std::get<TextEncodingOptions>(combination.entry.transforms).lower_case = false;
  const CombinationResult result = combination.Validate();
  EXPECT_THAT(Failed(result), testing::Contains("tokens"));
}

TEST(ValidateText, OneIdOff_IsNamedWithSentenceAndPosition) {
  Combination combination = PassingText();
  combination.golden.mutable_sentence(0)->set_input_id(2, 8);
  EXPECT_EQ(Differs(combination.Validate(), "tokens"),
            "tokens of cats: the first that differs is at [0, 2] (expected 8, got 7)");
}

TEST(ValidateText, OtherIds_HaveNoFindingsOfWhatTheModelMakesOfThem) {
  Combination combination = PassingText();
  for (proto::SentenceGolden& sentence : *combination.golden.mutable_sentence()) {
    sentence.set_input_id(0, 8);
    sentence.clear_embedding();
  }
  EXPECT_EQ(Differs(combination.Validate(), "tokens"),
            "tokens of cats: the first that differs is at [0, 0] (expected 8, got 2); and 2 more");
}

TEST(ValidateText, EmbeddingsOff_AreToldByTheWorst) {
  Combination combination = PassingText();
  for (proto::SentenceGolden& sentence : *combination.golden.mutable_sentence())
    sentence.set_embedding(3, sentence.embedding(3) + (sentence.name() == "empty" ? 0.1f : 0.01f));
  EXPECT_THAT(Differs(combination.Validate(), "embedding"),
              AllOf(StartsWith("embedding of empty: largest difference 0.1 at [3]"), EndsWith("; and 2 more")));
}

TEST(ValidateText, OneIdFewer_IsNamed) {
  Combination combination = PassingText();
  combination.golden.mutable_sentence(0)->mutable_input_id()->RemoveLast();
  EXPECT_EQ(Differs(combination.Validate(), "tokens"),
            "tokens of cats: expected 4, got 5; the first that differs is at [0, 4] (expected the end, got 3)");
}

TEST(ValidateText, OneValueOfAnEmbeddingOff_IsNamed) {
  Combination combination = PassingText();
  proto::SentenceGolden& sentence = *combination.golden.mutable_sentence(2);
  sentence.set_embedding(3, sentence.embedding(3) + 0.01f);
  EXPECT_THAT(Differs(combination.Validate(), "embedding"),
              StartsWith("embedding of long: largest difference 0.01 at [3]"));
}

TEST(ValidateText, EmbeddingOffByLessThanTheTolerance_Passes) {
  Combination combination = PassingText();
  proto::SentenceGolden& sentence = *combination.golden.mutable_sentence(0);
  sentence.set_embedding(3, sentence.embedding(3) * 1.000001f);
  EXPECT_EQ(combination.Validate().outcome(), Outcome::kPass);
}

TEST(ValidateText, EmbeddingThatIsNoNumber_IsNeverNearTheAnswer) {
  Combination combination = PassingText();
  combination.golden.mutable_sentence(0)->set_embedding(3, std::numeric_limits<float>::quiet_NaN());
  EXPECT_THAT(Differs(combination.Validate(), "embedding"), HasSubstr("expected nan, got "));
}

TEST(ValidateText, NarrowerEmbedding_Fails) {
  Combination combination = PassingText();
  combination.golden.mutable_sentence(0)->mutable_embedding()->RemoveLast();
  EXPECT_EQ(Differs(combination.Validate(), "embedding"), "embedding of cats: expected 15 numbers, got 16");
}

TEST(ValidateText, OtherHiddenState_IsNamed) {
  Combination combination = PassingText();
  combination.golden.mutable_sentence(0)->mutable_hidden()->set_l2(1);
  EXPECT_THAT(Differs(combination.Validate(), "hidden"), StartsWith("norm of the hidden state of cats: "));
  combination = PassingText();
  combination.golden.mutable_sentence(0)->set_hidden_shape(2, 15);
  EXPECT_EQ(Differs(combination.Validate(), "hidden"),
            "hidden state of cats: expected shape [1, 5, 15], got [1, 5, 16]");
  combination = PassingText();
  combination.golden.mutable_sentence(0)->mutable_hidden()->clear_first();
  EXPECT_THAT(Differs(combination.Validate(), "hidden"), HasSubstr("expected 0 numbers, got 12"));
}

TEST(ValidateText, GoldenSentenceThatIsMissing_IsNamed) {
  Combination combination = PassingText();
  combination.inputs.sentences.pop_back();
  EXPECT_EQ(Differs(combination.Validate(), "tokens"), "long is a golden sentence, but is not at hand");
}

TEST(ValidateText, SentenceThatIsNotInTheLock_IsNamed) {
  Combination combination = PassingText();
  combination.golden.mutable_sentence()->RemoveLast();
  EXPECT_EQ(Differs(combination.Validate(), "tokens"), "long is not in the lock");
}

TEST(ValidateText, OtherSentenceOfTheSameName_IsNamed) {
  Combination combination = PassingText();
  combination.inputs.sentences[0].text = "Dogs!";
  EXPECT_EQ(Differs(combination.Validate(), "tokens"), "cats is another sentence than the lock's");
}

TEST(ValidateText, NoSentenceAtAll_IsWrongInItself) {
  Combination combination = PassingText();
  combination.inputs.sentences.clear();
  combination.golden.clear_sentence();
  EXPECT_EQ(Wrong(combination.Validate(), "tokens"), "there are no golden sentences, so that nothing was asked");
}

TEST(ValidateText, SentenceThatIsNotUtf8_FailsInTheTokens) {
  Combination combination = PassingText();
  combination.inputs.sentences.push_back({"broken", "cat \xff"});
  EXPECT_THAT(Failed(combination.Measure(nullptr).result), ElementsAre("probe", "tokens"));
}

// A model that looks at padding answers otherwise to a sentence among longer ones.
TEST(ValidateText, ModelThatIgnoresTheMask_FailsInTheBatch) {
  Combination combination = PassingText();
  combination.builder.construct = [](const ConstructOptions&) {
    const Bert encoder = MakeToyEncoder();
    return Model(
        encoder.module(),
        [encoder](const std::vector<at::Tensor>& inputs) {
          const BertOutput output = encoder.forward(inputs[0], /*attention_mask=*/{});
          return std::vector<at::Tensor>{output.last_hidden_state, output.pooler_output};
        },
        encoder.signature());
  };
  combination.cache = MakeBlessingCache();
  EXPECT_THAT(Failed(combination.Validate()), ElementsAre("probe", "batch"));
}

}  // namespace
}  // namespace assay
