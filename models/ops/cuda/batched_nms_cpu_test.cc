#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/ops/cuda/batched_nms.h"
#include "models/ops/cuda/batched_nms_value.h"
#include "models/ops/cuda/testing/batched_nms_cases.h"

namespace assay {
namespace {

using testing::ElementsAre;

std::vector<int64_t> Kept(const NmsBoxes& made, double threshold, bool with_classes = true) {
  std::vector<int64_t> kept(made.count());
  int64_t count = -1;
  EXPECT_TRUE(BatchedNmsOnCpu({.boxes = made.boxes.data(),
                               .scores = made.scores.data(),
                               .classes = with_classes ? made.classes.data() : nullptr,
                               .count = made.count(),
                               .iou_threshold = threshold,
                               .kept = kept.data(),
                               .kept_count = &count}));
  kept.resize(std::max<int64_t>(count, 0));
  return kept;
}

TEST(BatchedNms, OverlapAboveTheThreshold_KeepsTheBetterOne) {
  // The second overlaps the first by 9 of 11; the third by none.
  const NmsBoxes made = {{0, 0, 10, 1, 1, 0, 11, 1, 20, 0, 30, 1}, {0.5f, 0.9f, 0.7f}, {0, 0, 0}};
  EXPECT_THAT(Kept(made, 0.8), ElementsAre(1, 2));
  EXPECT_THAT(Kept(made, 0.82), ElementsAre(1, 2, 0));
}

TEST(BatchedNms, OverlapAtTheThreshold_KeepsBoth) {
  const NmsBoxes made = {{0, 0, 2, 1, 0, 0, 1, 1}, {0.9f, 0.8f}, {0, 0}};  // one half
  EXPECT_THAT(Kept(made, 0.5), ElementsAre(0, 1));
  EXPECT_THAT(Kept(made, 0.49999999), ElementsAre(0));
}

TEST(BatchedNms, Threshold_IsNotRoundedUp) {
  // 3 of 10 is, in float32, 0.300000012: above 0.3, though not above float32's 0.3.
  const NmsBoxes made = {{0, 0, 10, 1, 0, 0, 3, 1}, {0.9f, 0.8f}, {0, 0}};
  EXPECT_THAT(Kept(made, 0.3), ElementsAre(0));
  EXPECT_THAT(Kept(made, 0.3f), ElementsAre(0, 1));
}

TEST(BatchedNms, OtherClass_IsNotRemoved) {
  const NmsBoxes made = {{0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1}, {0.1f, 0.2f, 0.3f}, {-7, 9, -7}};
  EXPECT_THAT(Kept(made, 0.5), ElementsAre(2, 1));
  EXPECT_THAT(Kept(made, 0.5, /*with_classes=*/false), ElementsAre(2));
}

TEST(BatchedNms, NegativeCoordinates_KeepClassesApart) {
  // torchvision's shift, class * (largest coordinate + 1) = 0 here, would let the two classes meet.
  const NmsBoxes made = {{-5, -5, -1, -1, -5, -5, -1, -1}, {0.9f, 0.8f}, {0, 1}};
  EXPECT_THAT(Kept(made, 0.5), ElementsAre(0, 1));
}

TEST(BatchedNms, EqualScores_KeepTheLowerIndexFirst) {
  const NmsBoxes made = {{0, 0, 1, 1, 5, 5, 6, 6, 0, 0, 1, 1}, {0.5f, 0.5f, 0.5f}, {0, 0, 0}};
  EXPECT_THAT(Kept(made, 0.5), ElementsAre(0, 1));
  const NmsBoxes zeros = {{0, 0, 1, 1, 0, 0, 1, 1}, {-0.0f, 0.0f}, {0, 0}};
  EXPECT_THAT(Kept(zeros, 0.5), ElementsAre(0));
}

TEST(BatchedNms, NanScore_IsTheGreatest) {
  const NmsBoxes made = {{0, 0, 1, 1, 5, 5, 6, 6, 8, 8, 9, 9}, {INFINITY, NAN, -INFINITY}, {0, 0, 0}};
  EXPECT_THAT(Kept(made, 0.5), ElementsAre(1, 0, 2));
}

TEST(BatchedNms, NanOrNoArea_NeitherRemovesNorIsRemoved) {
  const NmsBoxes made = {
      {0, 0, 4, 4, NAN, 0, 4, 4, 0, 0, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1}, {0.9f, 0.8f, 0.7f, 0.6f, 0.5f}, {0, 0, 0, 0, 0}};
  EXPECT_THAT(Kept(made, 0.5), ElementsAre(0, 1, 3, 4));
}

TEST(BatchedNms, NegativeThreshold_KeepsOneBoxOfAClass) {
  const NmsBoxes made = {{0, 0, 1, 1, 5, 5, 6, 6, 0, 0, 1, 1}, {0.1f, 0.2f, 0.3f}, {0, 0, 1}};
  EXPECT_THAT(Kept(made, -0.1), ElementsAre(2, 1));
}

// The same, from the definition: float64, all pairs, in the order of scores.
std::vector<int64_t> Exact(const NmsBoxes& made, double threshold) {
  std::vector<int64_t> order(made.count()), kept;
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return made.scores[a] > made.scores[b]; });
  std::vector<bool> removed(made.count(), false);
  for (size_t i = 0; i < order.size(); ++i) {
    if (removed[order[i]]) continue;
    kept.push_back(order[i]);
    const float* a = &made.boxes[order[i] * 4];
    for (size_t j = i + 1; j < order.size(); ++j) {
      const float* b = &made.boxes[order[j] * 4];
      const double width = std::max(0.0, double{std::min(a[2], b[2])} - std::max(a[0], b[0]));
      const double height = std::max(0.0, double{std::min(a[3], b[3])} - std::max(a[1], b[1]));
      const double areas =
          (double{a[2]} - a[0]) * (double{a[3]} - a[1]) + (double{b[2]} - b[0]) * (double{b[3]} - b[1]);
      const bool same = made.classes[order[i]] == made.classes[order[j]];
      if (same && width * height / (areas - width * height) > threshold) removed[order[j]] = true;
    }
  }
  return kept;
}

TEST(BatchedNms, RandomBoxes_AreThoseOfTheDefinition) {
  for (int64_t count : {1, 2, 10, 100, 700}) {
    for (int64_t classes : {1, 3, 80}) {
      for (double threshold : {0.3, 0.5, 0.7}) {
        const NmsBoxes made = MakeNmsBoxes(count, classes, 17, static_cast<unsigned>(count + classes));
        const std::vector<int64_t> kept = Kept(made, threshold);
        EXPECT_EQ(kept, Exact(made, threshold)) << count << " " << classes << " " << threshold;
        if (count >= 100 && classes == 1) {
          EXPECT_LT(kept.size(), made.scores.size());
        }
      }
    }
  }
}

TEST(DescendingKey, Values_AreInOrder) {
  const float values[] = {NAN, INFINITY, 3e38f, 1.0f, 1e-45f, 0.0f, -1e-45f, -1.0f, -INFINITY};
  for (size_t i = 1; i < std::size(values); ++i) EXPECT_LT(DescendingKey(values[i - 1]), DescendingKey(values[i])) << i;
  EXPECT_EQ(DescendingKey(0.0f), DescendingKey(-0.0f));
  EXPECT_EQ(DescendingKey(NAN), DescendingKey(-NAN));
}

TEST(FloatBelow, Doubles_AreRoundedDown) {
  EXPECT_EQ(FloatBelow(0.5), 0.5f);
  EXPECT_LT(FloatBelow(0.3), 0.3f);
  EXPECT_EQ(FloatBelow(0.7), 0.7f);
  EXPECT_TRUE(std::isnan(FloatBelow(NAN)));
}

TEST(BatchedNms, InvalidArguments_AreRefusedAndNothingIsWritten) {
  const float box[4] = {0, 0, 1, 1};
  int64_t kept = 7, count = 7;
  const BatchedNms valid = {.boxes = box, .scores = box, .count = 1, .kept = &kept, .kept_count = &count};
  BatchedNms nms = valid;
  nms.count = -1;
  EXPECT_FALSE(BatchedNmsOnCpu(nms));
  nms = valid, nms.count = kMostNmsBoxes + 1;
  EXPECT_FALSE(BatchedNmsOnCpu(nms));
  nms = valid, nms.boxes = nullptr;
  EXPECT_FALSE(BatchedNmsOnCpu(nms));
  nms = valid, nms.kept_count = nullptr;
  EXPECT_FALSE(BatchedNmsOnCpu(nms));
  nms = valid, nms.scores = reinterpret_cast<const float*>(reinterpret_cast<const char*>(box) + 1);
  EXPECT_FALSE(BatchedNmsOnCpu(nms));
  EXPECT_EQ(kept, 7);
  EXPECT_EQ(count, 7);
  EXPECT_TRUE(BatchedNmsOnCpu({.count = 0, .kept_count = &count}));
  EXPECT_EQ(count, 0);
}

TEST(BatchedNmsWork, Pairs_AreComparedOnce) {
  EXPECT_EQ(BatchedNmsWork(100, 30, 435).bytes, 2800 + 240);
  EXPECT_EQ(BatchedNmsWork(100, 30, 435).flops, 13 * (435 + 70));
}

}  // namespace
}  // namespace assay
