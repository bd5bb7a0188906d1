#include "benchmarks/compare/ranks.h"

#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(DoubledRanks, EqualValues_ShareTheirMean) {
  EXPECT_EQ(DoubledRanks(std::vector<double>{5, 3, 5}), (std::vector<int64_t>{5, 2, 5}));
  EXPECT_EQ(DoubledRanks(std::vector<double>{0.3, 0.1, 0.2}), (std::vector<int64_t>{6, 2, 4}));
  EXPECT_EQ(DoubledRanks(std::vector<double>{1, 1, 1, 1}), (std::vector<int64_t>{5, 5, 5, 5}));
  EXPECT_TRUE(DoubledRanks({}).empty());
}

}  // namespace
}  // namespace assay
