// What a kill leaves, and that it is gone on with: tools/assay/evaluate_kill_test.cc.
#include "harness/accuracy/evaluate.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/randn.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/accuracy/metrics.h"

namespace assay {
namespace {

using testing::HasSubstr;

// Images of one colour, whose label is the colour's brightness modulo ten.
class Colours : public Dataset {
 public:
  explicit Colours(int64_t size) : size_(size) {}
  int64_t size() const override { return size_; }
  Example example(int64_t index) const override { return {absl::StrCat("colour ", index), index % 10}; }
  absl::StatusOr<Image> Load(int64_t index) const override {
    if (index == broken) return absl::DataLossError(absl::StrCat("colour ", index, ": is damaged"));
    return Image{.width = 4, .height = 4, .pixels = std::vector<uint8_t>(48, static_cast<uint8_t>(index * 5))};
  }
  absl::StatusOr<std::string> Digest() const override { return "colours"; }

  int64_t broken = -1;

 private:
  int64_t size_;
};

// Ten categories from the mean of an image, by a fixed product: the same images give the same answers.
Model Toy() {
  return Model(nullptr, [](const at::Tensor& images) {
    const at::Tensor means = images.mean({1, 2, 3}).unsqueeze(1);
    return (means * at::arange(1.0, 11.0).unsqueeze(0) * 3).sin();
  });
}

proto::EvaluationKey Key(int64_t count) {
  proto::EvaluationKey key;
  key.set_weights("Toy_Weights.V1");
  key.set_count(count);
  key.set_batch_size(4);
  key.set_top(5);
  return key;
}

ImageClassification Preprocess() { return ImageClassification({.crop_size = 4, .resize_size = 4}); }

std::string Whole(int64_t count) {
  const auto evaluation = Evaluate(Toy(), Preprocess(), Colours(count), Key(count));
  EXPECT_TRUE(evaluation.ok()) << evaluation.status();
  return evaluation.ok() ? evaluation->SerializeAsString() : "";
}

std::string JournalPath() {
  const std::string path =
      std::string(std::getenv("TEST_TMPDIR")) + "/" + testing::UnitTest::GetInstance()->current_test_info()->name();
  std::filesystem::remove(path);
  return path;
}

TEST(Evaluate, AllImages_AreAnsweredInOrder) {
  const auto evaluation = Evaluate(Toy(), Preprocess(), Colours(10), Key(10));
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  ASSERT_EQ(evaluation->batches_size(), 3);
  EXPECT_EQ(evaluation->batches(2).label_size(), 2);
  EXPECT_EQ(evaluation->batches(2).label(1), 9);
  EXPECT_EQ(evaluation->batches(0).answer_size(), 20);
  EXPECT_TRUE(CheckComplete(*evaluation).ok());
  EXPECT_GT(evaluation->batches(0).confidence(0), 0.1f);
}

TEST(Evaluate, SixteenShards_MergeIntoOneRun) {
  std::vector<proto::Evaluation> shards;
  for (int i = 0; i < 16; ++i) {
    const auto shard = Evaluate(Toy(), Preprocess(), Colours(150), Key(150), {.shard = i, .shards = 16});
    ASSERT_TRUE(shard.ok()) << shard.status();
    shards.push_back(*shard);
  }
  EXPECT_EQ(MergeEvaluations(shards)->SerializeAsString(), Whole(150));
}

TEST(Evaluate, FinishedJournal_IsNotComputedAgain) {
  const std::string journal = JournalPath();
  ASSERT_TRUE(Evaluate(Toy(), Preprocess(), Colours(40), Key(40), {.journal = journal}).ok());
  std::atomic<int> calls = 0;
  const Model counting(nullptr, [&](const at::Tensor& images) {
    ++calls;
    return at::randn({images.size(0), 10});
  });
  const auto again = Evaluate(counting, Preprocess(), Colours(40), Key(40), {.journal = journal});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(again->SerializeAsString(), Whole(40));
}

TEST(Evaluate, BrokenImage_IsNamed) {
  Colours data(40);
  data.broken = 17;
  const auto evaluation = Evaluate(Toy(), Preprocess(), data, Key(40));
  EXPECT_EQ(evaluation.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(evaluation.status().message()), HasSubstr("colour 17"));
}

// The batch with the first bad image is the slowest one: which thread was faster says nothing.
TEST(Evaluate, AnswersThatAreNoNumbers_NameTheFirstImage) {
  const ImageClassification as_bytes({.crop_size = 4, .resize_size = 4, .mean = {0, 0, 0}, .std = {1, 1, 1}});
  const auto refusal = [&](float wrong) {
    const Model model(nullptr, [wrong](const at::Tensor& images) {
      const at::Tensor numbers = images.mean({1, 2, 3}).mul(255.0 / 5).round();
      at::Tensor logits = Toy().forward(images).clone();
      for (int64_t i = 0; i < images.size(0); ++i) {
        const int number = numbers[i].item<int>();
        if (number == 5) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        if (number >= 5) logits[i][3] = wrong;
      }
      return logits;
    });
    const auto evaluation = Evaluate(model, as_bytes, Colours(40), Key(40));
    EXPECT_EQ(evaluation.status().code(), absl::StatusCode::kDataLoss);
    return std::string(evaluation.status().message());
  };
  EXPECT_THAT(refusal(NAN), HasSubstr("colour 5: the model answers it with NaN for category 3, expected finite"));
  EXPECT_THAT(refusal(-INFINITY), HasSubstr("colour 5: the model answers it with infinity for category 3"));
}

TEST(Evaluate, ShardAndDataWithoutImages_AreErrors) {
  const auto refusal = [](int64_t count, const EvaluateOptions& options = {}) {
    return std::string(Evaluate(Toy(), Preprocess(), Colours(count), Key(count), options).status().message());
  };
  EXPECT_THAT(refusal(0), HasSubstr("the data hold no images"));
  EXPECT_THAT(
      refusal(8, {.shard = 2, .shards = 3}),
      HasSubstr("shard 3 of 3 has no images: 8 images in batches of 4 are 2 batches: ask for at most 2 shards"));
  EXPECT_EQ(refusal(9, {.shard = 2, .shards = 3}), "");
}

TEST(Evaluate, WrongArguments_AreErrors) {
  const auto refusal = [](const proto::EvaluationKey& key, const EvaluateOptions& options = {}) {
    return std::string(Evaluate(Toy(), Preprocess(), Colours(8), key, options).status().message());
  };
  EXPECT_THAT(refusal(Key(9)), HasSubstr("of data of 8 images"));
  EXPECT_THAT(refusal(Key(8), {.shard = 3, .shards = 3}), HasSubstr("no shard 4 of 3"));
  proto::EvaluationKey many = Key(8);
  many.set_top(11);
  EXPECT_THAT(refusal(many), HasSubstr("at least 11 categories"));
}

}  // namespace
}  // namespace assay
