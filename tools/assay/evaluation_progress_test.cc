#include "tools/assay/evaluation_progress.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

TEST(ProgressText, TellsRateAndTimeLeft) {
  const EvaluateProgress done = {.images = 12800, .of = 50000, .correct = 9205};
  EXPECT_EQ(ProgressText(done, 0, absl::Seconds(100)),
            "12,800 of 50,000 images  acc@1 71.91 %  128 images/s  5 min left");
  EXPECT_EQ(ProgressText(done, 12000, absl::Seconds(100)),
            "12,800 of 50,000 images  acc@1 71.91 %  8.0 images/s  78 min left");
  EXPECT_EQ(ProgressText(done, 12800, absl::Seconds(100)), "12,800 of 50,000 images  acc@1 71.91 %");
  EXPECT_EQ(ProgressText({.images = 0, .of = 7}, 0, absl::ZeroDuration()), "0 of 7 images");
  EXPECT_THAT(ProgressText({.images = 10, .of = 1000000}, 0, absl::Seconds(10)), HasSubstr("277.8 h left"));
  EXPECT_THAT(ProgressText({.images = 50, .of = 60}, 0, absl::Seconds(10)), HasSubstr("2 s left"));
}

// `--explain`: the third of five ways of a thousand images each, at 100 images a second.
TEST(ProgressText, OtherEvaluations_CountForTheRateAndTheTimeLeft) {
  const EvaluateProgress done = {.images = 500, .of = 1000, .correct = 250};
  const OtherEvaluations others = {.before = 2000, .after = 2000};
  EXPECT_EQ(ProgressText(done, 0, absl::Seconds(25), others),
            "500 of 1,000 images  acc@1 50.00 %  100 images/s  25 s left");
  EXPECT_EQ(ProgressText({.images = 1000, .of = 1000, .correct = 500}, 0, absl::Seconds(30), others),
            "1,000 of 1,000 images  acc@1 50.00 %  100 images/s  20 s left");
  EXPECT_EQ(ProgressText({.images = 1000, .of = 1000, .correct = 500}, 0, absl::Seconds(30), {.before = 2000}),
            "1,000 of 1,000 images  acc@1 50.00 %  100 images/s");
}

TEST(Grouped, Thousands_AreApart) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1000), "1,000");
  EXPECT_EQ(Grouped(1281167), "1,281,167");
  EXPECT_EQ(Grouped(-123456), "-123,456");
}

}  // namespace
}  // namespace assay
