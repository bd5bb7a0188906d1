// `assay encode` as its callers see it, and what the other commands say of a text encoder.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/assay/testing/program.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class EncodeContract : public Contract {};

constexpr char kMiniLM[] = "MiniLM_L6_V2_Weights.SENTENCES_V1";

std::string Encode(const std::string& words) { return absl::StrCat("encode ", kMiniLM, " ", words); }

double SumOfSquares(const Json& embedding) {
  double sum = 0;
  for (const double value : embedding) sum += value * value;
  return sum;
}

// The numbers are transformers' (reference/real/minilm.json).
TEST_F(EncodeContract, Json_HoldsEveryIdAndValue) {
  const Json json = AssayJson(Encode("'Hello World!' --json 'A cat sits on the mat.'"));
  EXPECT_EQ(json["weights"], kMiniLM);
  ASSERT_EQ(json["texts"].size(), 2u);
  const Json& hello = json["texts"][0];
  EXPECT_EQ(hello["text"], "Hello World!");
  EXPECT_EQ(hello["input_ids"], Json::parse("[101, 7592, 2088, 999, 102]"));
  EXPECT_EQ(hello["shape"], Json::parse("[1, 5, 384]"));
  ASSERT_EQ(hello["embedding"].size(), 384u);
  EXPECT_NEAR(hello["embedding"][0], -0.0203869, 1e-6);
  EXPECT_NEAR(hello["embedding"][15], -0.0327333, 1e-6);
  EXPECT_NEAR(SumOfSquares(hello["embedding"]), 1, 1e-6);
  EXPECT_EQ(json["texts"][1]["shape"], Json::parse("[1, 9, 384]"));
  EXPECT_FALSE(json.contains("similarity"));
}

TEST_F(EncodeContract, EmptyText_IsAText) {
  const Json json = AssayJson(Encode("'' --json"));
  EXPECT_EQ(json["texts"][0]["text"], "");
  EXPECT_EQ(json["texts"][0]["input_ids"], Json::parse("[101, 102]"));
  EXPECT_EQ(json["texts"][0]["shape"], Json::parse("[1, 2, 384]"));
}

TEST_F(EncodeContract, WordsAfterTwoDashes_AreTexts) {
  const Json json = AssayJson(Encode("--json -- --similarity -x"));
  ASSERT_EQ(json["texts"].size(), 2u);
  EXPECT_EQ(json["texts"][0]["text"], "--similarity");
  EXPECT_EQ(json["texts"][1]["text"], "-x");
}

TEST_F(EncodeContract, OneDash_StandsForTheLinesOfStandardInput) {
  Write("lines.txt", "first\r\n\nlast");
  const Json json = AssayJson(Encode("before - after --json <lines.txt"));
  std::vector<std::string> texts;
  for (const Json& text : json["texts"]) texts.push_back(text["text"]);
  EXPECT_THAT(texts, testing::ElementsAre("before", "first", "", "last", "after"));
}

TEST_F(EncodeContract, OneDashBehindTwo_IsAText) {
  const Json json = AssayJson(Encode("--json -- - </dev/null"));
  ASSERT_EQ(json["texts"].size(), 1u);
  EXPECT_EQ(json["texts"][0]["text"], "-");
}

// Who writes the lines may wait for what the first one gets.
TEST_F(EncodeContract, Line_IsEncodedBeforeTheNextIsRead) {
  const std::string pipe = InFolder("lines");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  bool answered = false;
  std::thread writer([&] {
    const int lines = open(pipe.c_str(), O_WRONLY);
    EXPECT_EQ(write(lines, "caf\xe9\n", 5), 5);
    for (int tenths = 0; tenths < 300 && !answered; ++tenths) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      answered = !Read(InFolder("stderr")).empty();
    }
    EXPECT_EQ(write(lines, "last\n", 5), 5);
    close(lines);
  });
  const Answer answer = Assay(Encode("- --json <lines"));
  writer.join();
  EXPECT_TRUE(answered);
  EXPECT_EQ(Json::parse(answer.out)["texts"].size(), 2u);
}

TEST_F(EncodeContract, NoLineOnStandardInput_IsRefused) {
  EXPECT_EQ(Refusal(Encode("- --json </dev/null"), 2), "assay: no texts: standard input has no line\n");
}

TEST_F(EncodeContract, Similarity_IsAMatrixOfCosines) {
  const Json json = AssayJson(Encode("'A cat sits.' 'A kitten rests.' 'Stock prices fell.' --similarity --json"));
  const Json& cosines = json["similarity"];
  ASSERT_EQ(cosines.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(cosines[i].size(), 3u);
    EXPECT_NEAR(cosines[i][i], 1, 1e-6);
    for (int j = 0; j < 3; ++j) EXPECT_EQ(cosines[i][j], cosines[j][i]);
  }
  EXPECT_GT(cosines[0][1], 0.5);
  EXPECT_LT(cosines[0][2], 0.2);
  EXPECT_THAT(Assay(Encode("'A cat sits.' 'A cat sits.' --similarity")).out,
              AllOf(HasSubstr("\"A cat sits.\""), HasSubstr("1.000  1.000")));
}

TEST_F(EncodeContract, Table_HasTokensShapeAndFirstValues) {
  const Answer answer = Assay(Encode("'Hello World!'"));
  EXPECT_EQ(answer.code, 0);
  EXPECT_EQ(answer.err, "");
  EXPECT_THAT(answer.out, AllOf(HasSubstr("\"Hello World!\"  5       [1, 5, 384]"), HasSubstr("-0.0204  0.0253"),
                                HasSubstr("... (384)")));
}

TEST_F(EncodeContract, OneRefusedText_KeepsNoOtherFromItsAnswer) {
  const Answer answer = Assay(Encode("cat \"$(printf 'caf\\351')\" --json --similarity"));
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.err, HasSubstr("assay: text 2: "));
  const Json json = Json::parse(answer.out);
  EXPECT_EQ(json["texts"][0]["shape"], Json::parse("[1, 3, 384]"));
  EXPECT_THAT(json["texts"][1]["error"].get<std::string>(), HasSubstr("UTF-8"));
  EXPECT_FALSE(json["texts"][1].contains("embedding"));
  EXPECT_EQ(json["similarity"].size(), 1u);
}

TEST_F(EncodeContract, WeightsOfAnotherTask_AreRefusedBeforeAnyFileIsRead) {
  EXPECT_THAT(Refusal("encode ResNet50_Weights.IMAGENET1K_V1 text", 2),
              HasSubstr("are not weights of a text encoder: their task is classification; assay predict takes them"));
  EXPECT_THAT(
      Refusal(absl::StrCat("predict ", kMiniLM, " nowhere.png"), 2),
      HasSubstr("are not weights of an image classifier: their task is text_encoding; assay encode takes them"));
  EXPECT_THAT(Refusal("encode MiniLM_L6_V2_Weights.SENTENCES_V2 text", 2), HasSubstr("did you mean"));
  EXPECT_THAT(Refusal(absl::StrCat("encode ", kMiniLM), 2), HasSubstr("encode: TEXT... is missing"));
}

TEST_F(EncodeContract, ListAndDescribe_TellTheTextEncodersFields) {
  const Json list = AssayJson("list --task=text_encoding --json");
  ASSERT_EQ(list["builders"].size(), 1u);
  EXPECT_EQ(list["builders"][0]["name"], "minilm_l6_v2");
  EXPECT_EQ(list["builders"][0]["weights"][0]["available"], true);
  const Json entry = AssayJson(absl::StrCat("describe --json ", kMiniLM));
  EXPECT_EQ(
      entry["transforms"],
      Json::parse(R"({"preset": "text_encoding", "lower_case": true, "strip_accents": null,
                                               "max_length": 512})"));
  EXPECT_EQ(entry["postprocessing"], Json::parse(R"({"preset": "mean_pooling", "normalize": true})"));
  EXPECT_EQ(entry["extra_files"]["vocabulary"]["packaged"]["file"], "vocab.txt");
  EXPECT_EQ(entry["meta"]["task"], "text_encoding");
}

TEST_F(EncodeContract, Probe_HasTheFieldsOfAModelOfTokens) {
  const Json probe = AssayJson("probe minilm_l6_v2 --json");
  EXPECT_EQ(probe["parameters"], 22713216);
  EXPECT_EQ(probe["input_ids"].size(), 2u);
  EXPECT_EQ(probe["attention_mask"][1].size(), 24u);
  EXPECT_EQ(probe["last_hidden_state"]["shape"], Json::parse("[2, 24, 384]"));
  EXPECT_EQ(probe["last_hidden_state"]["first"].size(), 64u);
  EXPECT_EQ(probe["pooler_output"]["numel"], 768);
  for (const char* field : {"input", "output", "argmax"}) EXPECT_FALSE(probe.contains(field)) << field;
  EXPECT_THAT(Assay("probe minilm_l6_v2").out, AllOf(HasSubstr("input_ids [2, 24], attention_mask [2, 24]"),
                                                     HasSubstr("golden      equal"), Not(HasSubstr("argmax"))));
}

TEST_F(EncodeContract, Validate_HasARowOfTheSameTable) {
  const Answer answer = Assay("validate minilm_l6_v2");
  EXPECT_EQ(answer.code, 0) << answer.out;
  EXPECT_THAT(answer.out, AllOf(HasSubstr("tokens, hidden "), HasSubstr("embedding "), HasSubstr("batch "),
                                HasSubstr("2 passed, 0 failed, 0 pending")));
}

}  // namespace
}  // namespace assay
