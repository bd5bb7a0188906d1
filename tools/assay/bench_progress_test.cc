#include "tools/assay/bench_progress.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(BenchProgressText, Rate_GivesWhatIsLeft) {
  EXPECT_EQ(BenchProgressText({.stage = "deciding", .row = "crc32", .done = 200, .total = 800}, absl::Seconds(10)),
            "deciding: 200 of 800 runs, 30 s left  crc32");
  EXPECT_EQ(BenchProgressText({.stage = "deciding", .row = "a", .done = 100, .total = 800}, absl::Minutes(1)),
            "deciding: 100 of 800 runs, 7 min left  a");
}

TEST(BenchProgressText, NothingDone_PromisesNothing) {
  EXPECT_EQ(BenchProgressText({.stage = "scouting", .row = "old", .total = 2}, absl::ZeroDuration()),
            "scouting: 0 of 2 runs  old");
}

}  // namespace
}  // namespace assay
