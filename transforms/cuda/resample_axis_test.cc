// The weights that threads make one at a time, against the table that the CPU's resize uses: bit for bit.
#include "transforms/cuda/resample_axis.h"

#include <algorithm>
#include <cstdlib>
#include <random>

#include "gtest/gtest.h"
#include "transforms/resample_weights.h"

namespace assay {
namespace {

void ExpectEqualWeights(const AxisWindow& window, bool bicubic) {
  const AxisWeights table = ComputeAxisWeights(window, bicubic ? Interpolation::kBicubic : Interpolation::kBilinear);
  const ResampleAxis axis = {.scale = static_cast<double>(window.source_size) / window.target_size,
                             .begin = static_cast<double>(window.begin),
                             .source = window.source_size,
                             .count = window.count};
  const AxisFilter filter = MakeAxisFilter(axis.scale, bicubic);
  for (int i = 0; i < window.count; ++i) {
    const AxisTaps taps = TapsOf(axis, filter, i);
    ASSERT_EQ(taps.first, table.first[i]);
    ASSERT_EQ(taps.end - taps.first, table.taps[i]);
    ASSERT_LE(taps.end - taps.first, 2.0 * filter.support + 2.0);
    const WeightSum total = SumOf(filter, taps);
    for (int x = taps.first; x < taps.end; ++x) {
      const int32_t weight = FixedPointWeight(UnscaledWeight(filter, taps.center, x), total);
      ASSERT_EQ(weight, table.of(i)[x - taps.first])
          << window.source_size << " to " << window.target_size << " at " << i;
      ASSERT_LT(std::abs(weight), 1 << 23) << "the kernel's three signed bytes";
    }
  }
}

TEST(ResampleAxis, EverySmallSize_EqualsTheTable) {
  for (int source = 1; source <= 70; ++source) {
    for (int target = 1; target <= 70; ++target) {
      for (const bool bicubic : {false, true}) {
        ExpectEqualWeights({.source_size = source, .target_size = target, .count = target}, bicubic);
      }
    }
  }
}

TEST(ResampleAxis, RandomSizesAndWindows_EqualTheTable) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 3000; ++i) {
    const int source = static_cast<int>(1 + random() % 6000), target = static_cast<int>(1 + random() % 600);
    const int begin = static_cast<int>(random() % target), count = 1 + static_cast<int>(random() % (target - begin));
    ExpectEqualWeights({.source_size = source, .target_size = target, .begin = begin, .count = std::min(count, 40)},
                       i % 2 == 0);
  }
}

TEST(ResampleAxis, LargestSizes_EqualTheTable) {
  ExpectEqualWeights({.source_size = 178'956'970, .target_size = 45'812'984'320, .begin = 22'906'492'048, .count = 64},
                     true);
  ExpectEqualWeights({.source_size = 13'377, .target_size = 1, .count = 1}, true);
}

// The corrected product is the division's result for any weight and sum, not only for those of these sizes.
TEST(ResampleAxis, Quotient_IsTheDivisions) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> weights(-0.2, 1.0), sums(0.5, 400.0);
  for (int i = 0; i < 2'000'000; ++i) {
    const double weight = weights(random), sum = sums(random), quotient = weight / sum;
    const double scaled = quotient * (1 << 22);
    ASSERT_EQ(FixedPointWeight(weight, {sum, 1.0 / sum}),
              static_cast<int32_t>(quotient < 0 ? -0.5 + scaled : 0.5 + scaled));
    const double estimate = weight * (1.0 / sum);
    ASSERT_EQ(fma(fma(-estimate, sum, weight), 1.0 / sum, estimate), quotient) << weight << " / " << sum;
  }
}

}  // namespace
}  // namespace assay
