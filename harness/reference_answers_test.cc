// The lock's answers to photographs and sentences against those of the peers' Python implementations.
//
// harness/testdata/real/*.json holds what torchvision 0.26.0, efficientnet-lite-pytorch and transformers 5.17.0 (by
// make_minilm.py there) answered. The combinations' own tests prove that the lock is what the code answers; this one,
// that the lock is right.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "harness/golden.pb.h"
#include "harness/golden_files.h"

namespace assay {
namespace {

using nlohmann::json;

// What the files' own digits and float32 rounding leave.
constexpr double kPixelTolerance = 1e-6;
constexpr double kLogitTolerance = 1e-3;

json ReadJson(const std::string& name) { return json::parse(std::ifstream("harness/testdata/real/" + name)); }

const proto::PhotographGolden* Find(const proto::EntryGolden& golden, const std::string& name) {
  for (const auto& photograph : golden.photograph()) {
    if (photograph.name() == name) return &photograph;
  }
  return nullptr;
}

void ExpectAnswer(const json& expected, const proto::EntryGolden& golden, const std::string& name) {
  SCOPED_TRACE(absl::StrCat(golden.weights(), " ", name));
  const proto::PhotographGolden* actual = Find(golden, name);
  ASSERT_NE(actual, nullptr);
  const json& input = expected["preprocessed"];
  EXPECT_EQ(actual->preprocessed().numel(), input["numel"]);
  EXPECT_NEAR(actual->preprocessed().l2() / input["l2"].get<double>(), 1, kPixelTolerance);
  EXPECT_NEAR(actual->preprocessed().mean(), input["mean"], kPixelTolerance);
  for (size_t i = 0; i < input["first"].size(); ++i)
    EXPECT_NEAR(actual->preprocessed().first(i), input["first"][i], kPixelTolerance);
  const json& logits = expected["logits"];
  ASSERT_EQ(actual->logit_size(), logits["numel"]);
  double squares = 0;
  for (float logit : actual->logit()) squares += static_cast<double>(logit) * logit;
  EXPECT_NEAR(std::sqrt(squares), logits["l2"], kLogitTolerance);
  for (size_t i = 0; i < logits["first"].size(); ++i)
    EXPECT_NEAR(actual->logit(i), logits["first"][i], kLogitTolerance);
  ASSERT_EQ(actual->top_size(), expected["top5"].size());
  for (int i = 0; i < actual->top_size(); ++i) {
    EXPECT_EQ(actual->top(i).index(), expected["top5"][i][0]);
    EXPECT_EQ(actual->top(i).category(), expected["top5"][i][1]);
    EXPECT_NEAR(actual->top(i).score(), expected["top5"][i][2], kLogitTolerance);
  }
}

proto::EntryGolden ReadGolden(const std::string& family, const std::string& builder) {
  const auto golden =
      ReadTextproto<proto::EntryGolden>(absl::StrCat("golden/", family, "/", builder, "/IMAGENET1K_V1.textproto"));
  EXPECT_TRUE(golden.ok()) << golden.status();
  return golden.value_or(proto::EntryGolden());
}

TEST(ReferenceAnswers, MobileNetV2_EqualTorchvisions) {
  const proto::EntryGolden golden = ReadGolden("mobilenet", "mobilenet_v2");
  const json cases = ReadJson("mobilenet_v2.json")["cases"];
  EXPECT_EQ(cases.size(), 3);
  for (const auto& [photograph, expected] : cases.items()) ExpectAnswer(expected, golden, photograph);
}

// Units: absolute, of an embedding of length 1.
constexpr double kEmbeddingTolerance = 1e-5;

TEST(ReferenceAnswers, MiniLM_EqualTransformers) {
  const auto golden = ReadTextproto<proto::EntryGolden>("golden/bert/minilm_l6_v2/SENTENCES_V1.textproto");
  ASSERT_TRUE(golden.ok()) << golden.status();
  const json sentences = ReadJson("minilm.json")["sentences"];
  ASSERT_EQ(golden->sentence_size(), sentences.size());
  EXPECT_EQ(sentences.size(), 14);
  for (int i = 0; i < golden->sentence_size(); ++i) {
    const proto::SentenceGolden& actual = golden->sentence(i);
    const json& expected = sentences[i];
    SCOPED_TRACE(actual.name());
    EXPECT_EQ(actual.name(), expected["name"]);
    EXPECT_EQ(actual.text(), expected["text"]);
    EXPECT_EQ(json(std::vector<int64_t>(actual.input_id().begin(), actual.input_id().end())), expected["input_ids"]);
    EXPECT_EQ(json(std::vector<int64_t>(actual.hidden_shape().begin(), actual.hidden_shape().end())),
              expected["hidden"]["shape"]);
    EXPECT_NEAR(actual.hidden().l2() / expected["hidden"]["l2"].get<double>(), 1, kEmbeddingTolerance);
    ASSERT_EQ(actual.embedding_size(), expected["embedding"].size());
    double worst = 0;
    for (int j = 0; j < actual.embedding_size(); ++j)
      worst = std::max(worst, std::abs(actual.embedding(j) - expected["embedding"][j].get<double>()));
    EXPECT_LE(worst, kEmbeddingTolerance);
  }
}

TEST(ReferenceAnswers, EfficientNetLite_EqualTheirPackages) {
  const json cases = ReadJson("efficientnet_lite.json")["cases"];
  EXPECT_EQ(cases.size(), 3);
  for (const auto& [name, expected] : cases.items()) {
    const size_t slash = name.find('/');
    ExpectAnswer(expected, ReadGolden("efficientnet_lite", name.substr(0, slash)), name.substr(slash + 1));
  }
}

}  // namespace
}  // namespace assay
