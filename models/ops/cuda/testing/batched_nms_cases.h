// What the two tests of the kernels, on the CPU's emulation and on a device, both hold them to.
#ifndef ASSAY_MODELS_OPS_CUDA_TESTING_BATCHED_NMS_CASES_H_
#define ASSAY_MODELS_OPS_CUDA_TESTING_BATCHED_NMS_CASES_H_

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "models/ops/cuda/batched_nms.h"

namespace assay {

struct NmsBoxes {
  std::vector<float> boxes, scores;
  std::vector<int64_t> classes;

  int64_t count() const { return static_cast<int64_t>(scores.size()); }
};

// Boxes around few centres, so that many overlap. `levels`: how many different scores there are.
inline NmsBoxes MakeNmsBoxes(int64_t count, int64_t classes, int levels, unsigned seed) {
  std::mt19937 random(seed);
  NmsBoxes made;
  const auto uniform = [&](float low, float high) { return std::uniform_real_distribution<float>(low, high)(random); };
  const int64_t centres = 1 + count / 8;
  for (int64_t i = 0; i < count; ++i) {
    const float centre = static_cast<float>(random() % centres) * 40.0f;
    const float x = centre + uniform(-15.0f, 15.0f), y = uniform(-15.0f, 15.0f);
    const float width = uniform(10.0f, 40.0f), height = uniform(10.0f, 40.0f);
    made.boxes.insert(made.boxes.end(), {x - width / 2, y - height / 2, x + width / 2, y + height / 2});
    made.scores.push_back(static_cast<float>(random() % levels) / static_cast<float>(levels));
    // Any numbers, negative ones among them.
    made.classes.push_back(static_cast<int64_t>(random() % classes) * 1000000007 - 5000000000);
  }
  return made;
}

// Scores and coordinates that are no numbers, boxes without area, boxes inside out.
inline void SprinkleNmsBoxes(NmsBoxes* made) {
  const float special[] = {NAN, INFINITY, -INFINITY, -0.0f, 0.0f};
  for (int64_t i = 0; i < made->count(); ++i) {
    if (i % 11 == 2) made->scores[i] = special[i / 11 % 5];
    if (i % 13 == 4) made->boxes[i * 4 + i % 4] = special[i / 13 % 5];
    if (i % 17 == 5) made->boxes[i * 4 + 2] = made->boxes[i * 4];
    if (i % 19 == 6) std::swap(made->boxes[i * 4], made->boxes[i * 4 + 2]);
  }
}

// `run(nms)` gets arrays in the CPU's memory, fills nms.kept and nms.kept_count, and reports failures itself.
template <typename Run>
void ExpectSameBoxes(const NmsBoxes& made, bool with_classes, double threshold, const Run& run) {
  SCOPED_TRACE(testing::Message() << made.count() << " boxes, threshold " << threshold);
  std::vector<int64_t> expected(made.count(), -1), got(made.count(), -1);
  int64_t expected_count = -1, got_count = -1;
  BatchedNms nms = {.boxes = made.boxes.data(),
                    .scores = made.scores.data(),
                    .classes = with_classes ? made.classes.data() : nullptr,
                    .count = made.count(),
                    .iou_threshold = threshold,
                    .kept = expected.data(),
                    .kept_count = &expected_count};
  ASSERT_TRUE(BatchedNmsOnCpu(nms));
  nms.kept = got.data(), nms.kept_count = &got_count;
  run(nms);
  ASSERT_EQ(got_count, expected_count);
  EXPECT_EQ(got, expected);  // with what was not written
}

template <typename Run>
void TestNmsCounts(const std::vector<int64_t>& counts, const Run& run) {
  for (int64_t count : counts) {
    ExpectSameBoxes(MakeNmsBoxes(count, 3, 1000000, 1), true, 0.5, run);
    ExpectSameBoxes(MakeNmsBoxes(count, 3, 4, 2), false, 0.3, run);
  }
}

template <typename Run>
void TestNmsSpecialValues(int64_t count, const Run& run) {
  for (double threshold : {0.5, 0.0, 1.0, -0.5, static_cast<double>(NAN)}) {
    NmsBoxes made = MakeNmsBoxes(count, 2, 7, 3);
    SprinkleNmsBoxes(&made);
    ExpectSameBoxes(made, true, threshold, run);
  }
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_TESTING_BATCHED_NMS_CASES_H_
