#include "harness/accuracy/evaluation_key.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "weights/reader/testing/make_files.h"

namespace assay {
namespace {

using testing::HasSubstr;

class OneImage : public Dataset {
 public:
  int64_t size() const override { return 1; }
  Example example(int64_t) const override { return {}; }
  absl::StatusOr<Image> Load(int64_t) const override { return Image{}; }
  absl::StatusOr<std::string> Digest() const override { return "one image"; }
};

WeightEntry Entry(char byte = '\1') {
  WeightEntry entry;
  entry.builder = "toy";
  entry.url = testing_files::WriteFile(
      std::string("toy") + byte + ".safetensors",
      testing_files::Safetensors(R"({"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", std::string(1, byte)));
  entry.transforms = ImageClassificationOptions{.crop_size = 8, .resize_size = 9};
  entry.meta.categories = {"a", "b", "c", "d", "e", "f"};
  return entry;
}

proto::EvaluationKey Key(const WeightEntry& entry) {
  const auto key = MakeEvaluationKey(entry, OneImage(), {.batch_size = 16, .weights = "Toy"});
  EXPECT_TRUE(key.ok()) << key.status();
  return key.value_or(proto::EvaluationKey());
}

TEST(MakeEvaluationKey, Fields_AreWhatTheAnswersHangOn) {
  const proto::EvaluationKey key = Key(Entry());
  EXPECT_EQ(key.weights(), "Toy");
  EXPECT_EQ(key.weights_digest().size(), 64u);
  EXPECT_EQ(key.model(), "toy");
  EXPECT_EQ(key.data_digest(), "one image");
  EXPECT_EQ(key.count(), 1);
  EXPECT_EQ(key.batch_size(), 16);
  EXPECT_EQ(key.top(), 5);
  EXPECT_THAT(key.transforms(), HasSubstr("crop_size: 8, resize_size: 9, interpolation: bilinear, mean: [0.485"));
}

TEST(MakeEvaluationKey, OtherWeightsTransformsAndDefaults_AreOtherKeys) {
  const proto::EvaluationKey key = Key(Entry());
  EXPECT_NE(Key(Entry('\2')).weights_digest(), key.weights_digest());
  WeightEntry entry = Entry();
  std::get<ImageClassificationOptions>(entry.transforms).mean[2] = 0.5f;
  EXPECT_NE(Key(entry).transforms(), key.transforms());
  entry = Entry();
  entry.implied_overrides = {{.target = "Norm", .parameter = "eps", .value = 0.25}};
  EXPECT_EQ(Key(entry).model(), "toy, implied_overrides.Norm.eps: 0.25");
  entry.meta.categories = {"a", "b"};
  EXPECT_EQ(Key(entry).top(), 2);
}

// The file that is not there shows that nothing is read.
TEST(MakeEvaluationKey, KnownDigests_AreTaken) {
  const auto key = MakeEvaluationKey({.url = "no/such.safetensors"}, OneImage(),
                                     {.weights_digest = "of the weights", .data_digest = "of the data"});
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->weights_digest(), "of the weights");
  EXPECT_EQ(key->data_digest(), "of the data");
}

TEST(MakeEvaluationKey, WeightsThatAreNotThere_AreAnError) {
  WeightEntry entry = Entry();
  entry.url += "x";
  EXPECT_TRUE(absl::IsNotFound(MakeEvaluationKey(entry, OneImage(), {}).status()));
}

}  // namespace
}  // namespace assay
