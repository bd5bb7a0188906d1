#include "harness/compatibility/metric_order.h"

#include "gtest/gtest.h"

namespace assay::bc {
namespace {

TEST(LowerIsBetter, ErrorsAndLosses_ByTheLastPartOfTheName) {
  for (const char* metric : {"wer", "WER", "meta.metrics.LibriSpeech.wer", "meta.metrics.FlyingChairs-1.0.epe", "mae",
                             "perplexity", "loss", "meta.metrics.ImageNet-1K.err@1"})
    EXPECT_TRUE(LowerIsBetter(metric)) << metric;
}

TEST(LowerIsBetter, Scores_AreBetterWhereTheyAreHigher) {
  for (const char* metric : {"acc@1", "meta.metrics.ImageNet-1K.acc@1", "meta.metrics.COCO-val2017.box_map", "miou",
                             "meta.metrics.wer.acc@1", ""})
    EXPECT_FALSE(LowerIsBetter(metric)) << metric;
}

TEST(IsWorse, Numbers_ByTheOrderOfTheirMetric) {
  EXPECT_TRUE(IsWorse("acc@1", "76.13", "76.12"));
  EXPECT_FALSE(IsWorse("acc@1", "76.13", "76.14"));
  EXPECT_TRUE(IsWorse("wer", "3.1", "3.2"));
  EXPECT_FALSE(IsWorse("wer", "3.1", "3.0"));
  EXPECT_FALSE(IsWorse("acc@1", "76.13", "76.130")) << "the same number in other words";
  EXPECT_TRUE(IsWorse("acc@1", "9.9", "-10"));
}

TEST(IsWorse, WhatIsNoFiniteNumber_IsWorseThanAnyNumber) {
  for (const char* value : {"nan", "NaN", "-nan", "inf", "-inf", "unknown", "", "76.13%"}) {
    EXPECT_TRUE(IsWorse("acc@1", "76.13", value)) << value;
    EXPECT_TRUE(IsWorse("wer", "3.1", value)) << value;
    EXPECT_FALSE(IsWorse("acc@1", value, "0")) << value << " could only get better";
    EXPECT_FALSE(IsWorse("wer", value, "1000")) << value;
    EXPECT_FALSE(IsWorse("acc@1", value, "unknown")) << value << ": neither says anything";
  }
}

}  // namespace
}  // namespace assay::bc
