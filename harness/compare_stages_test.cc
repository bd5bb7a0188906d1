#include "harness/compare_stages.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/stages.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Image kImage = {.width = 2, .height = 1, .pixels = {1, 2, 3, 4, 5, 6}};

TEST(StageDifference, EqualStages_HaveNone) {
  EXPECT_EQ(StageDifference(PixelStage("a", "resize", kImage), PixelStage("a", "resize", kImage)), "");
  EXPECT_EQ(StageDifference(TokenStage("a", "tokens", {1, 2}), TokenStage("a", "tokens", {1, 2})), "");
  const double values[] = {1, std::nan("")};
  EXPECT_EQ(StageDifference(ValueStage("a", "top 5", {2}, values), ValueStage("a", "top 5", {2}, values)), "");
}

TEST(StageDifference, OneChangedByte_IsTold) {
  Image other = kImage;
  other.pixels[5] = 7;
  EXPECT_EQ(StageDifference(PixelStage("a", "resize", kImage), PixelStage("a", "resize", other)),
            "6 values of mean 3.66666667 and norm 10.198039, was 6 values of mean 3.5 and norm 9.53939201; sha256 "
            "875c6137c720a291a03f6710c14ca96320e64e1d90fbb2f479b74b367de302cc, was "
            "7192385c3c0605de55bb9476ce1d90748190ecb32a8eed7f5207b30cf6a1fe89");
}

TEST(StageDifference, OtherShapeOfTheSameBytes_IsTold) {
  const Image upright = {.width = 1, .height = 2, .pixels = kImage.pixels};
  EXPECT_EQ(StageDifference(PixelStage("a", "resize", kImage), PixelStage("a", "resize", upright)),
            "expected shape [1, 2, 3], got [2, 1, 3]");
}

TEST(StageDifference, OtherTokenNameOrCount_IsTold) {
  EXPECT_EQ(StageDifference(TokenStage("a", "tokens", {1, 2}), TokenStage("a", "tokens", {1, 3})),
            "ids: number 1 is 3, was 2");
  EXPECT_EQ(StageDifference(TokenStage("a", "tokens", {1, 2}), TokenStage("a", "tokens", {1})),
            "expected shape [2], got [1]");
  proto::StageGolden named = TokenStage("a", "top 5", {1}), renamed = named, more = named;
  named.add_text("ant");
  renamed.add_text("bee");
  EXPECT_EQ(StageDifference(named, renamed), "names: number 0 is bee, was ant");
  EXPECT_EQ(StageDifference(named, more), "expected 1 names, got 0");
}

TEST(StageDifference, ManyTokens_AreHeldByTheirBytes) {
  std::vector<int64_t> ids(65, 7);
  const proto::StageGolden stage = TokenStage("a", "tokens", ids);
  EXPECT_EQ(stage.id_size(), 0);
  ids[64] = 8;
  EXPECT_NE(StageDifference(stage, TokenStage("a", "tokens", ids)), "");
}

TEST(StageDifference, ValuesBeyondRounding_AreNamedWithTheirPlace) {
  const double was[] = {1, 2}, near[] = {1, 2.000001}, far[] = {1, 2.001};
  const proto::StageGolden golden = ValueStage("a", "embedding", {2}, was);
  EXPECT_EQ(StageDifference(golden, ValueStage("a", "embedding", {2}, near)), "");
  EXPECT_EQ(
      StageDifference(golden, ValueStage("a", "embedding", {2}, far)),
      "largest difference 0.001 at [1] (expected 2, got 2.001; 0.00063 of the root mean square, tolerance 1e-05)");
}

TEST(StageDifference, ValueBehindThoseThatAreKept_ShowsInTheNorm) {
  std::vector<double> values(20, 1);
  const proto::StageGolden golden = ValueStage("a", "embedding", {20}, values);
  values[19] = 1.5;
  EXPECT_EQ(StageDifference(golden, ValueStage("a", "embedding", {20}, values)),
            "20 values of mean 1.025 and norm 4.60977223, was 20 values of mean 1 and norm 4.47213595");
}

TEST(StageDifference, NumberThatBecameNan_IsTold) {
  const double was[] = {1, 2}, is[] = {1, std::nan("")};
  EXPECT_NE(StageDifference(ValueStage("a", "top 5", {2}, was), ValueStage("a", "top 5", {2}, is)), "");
}

TEST(StageDifference, BytesThatOneSideLacks_AreTold) {
  const proto::StageGolden stage = PixelStage("a", "resize", kImage);
  proto::StageGolden without = stage;
  without.clear_sha256();
  EXPECT_EQ(StageDifference(stage, without), "its bytes were locked and are not any more");
  EXPECT_EQ(StageDifference(without, stage), "its bytes were not locked and are");
}

Stages TwoSteps(int64_t first, int64_t second, const std::string& input = "a") {
  Stages stages;
  *stages.Add() = TokenStage(input, "split", {first});
  *stages.Add() = TokenStage(input, "tokens", {second});
  return stages;
}

TEST(CompareStages, FirstStepThatDiffers_IsTheOnlyOneTold) {
  EXPECT_THAT(CompareStages(TwoSteps(1, 2), TwoSteps(1, 2)), IsEmpty());
  EXPECT_THAT(CompareStages(TwoSteps(1, 2), TwoSteps(3, 4)),
              ElementsAre("a: split is the first step that differs: ids: number 0 is 3, was 1"));
  EXPECT_THAT(CompareStages(TwoSteps(1, 2), TwoSteps(1, 4)),
              ElementsAre("a: tokens is the first step that differs: ids: number 0 is 4, was 2"));
}

TEST(CompareStages, StepsThatOneSideLacks_AreTold) {
  Stages shorter = TwoSteps(1, 2);
  shorter.RemoveLast();
  EXPECT_THAT(CompareStages(TwoSteps(1, 2), shorter),
              ElementsAre("a: tokens is the first step that differs: it is gone"));
  EXPECT_THAT(CompareStages(shorter, TwoSteps(1, 2)), ElementsAre("a: tokens is not in the lock"));
}

TEST(CompareStages, EachInput_HasItsOwnFirst) {
  Stages was = TwoSteps(1, 2), is = TwoSteps(1, 3);
  was.MergeFrom(TwoSteps(1, 2, "b"));
  is.MergeFrom(TwoSteps(5, 2, "b"));
  EXPECT_THAT(CompareStages(was, is),
              ElementsAre("a: tokens is the first step that differs: ids: number 0 is 3, was 2",
                          "b: split is the first step that differs: ids: number 0 is 5, was 1"));
}

}  // namespace
}  // namespace assay
