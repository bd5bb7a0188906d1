#include "models/ops/cuda/channelwise.h"

#include <initializer_list>

#include "gtest/gtest.h"

namespace assay {
namespace {

constexpr FeatureMaps kMaps = {.images = 3, .channels = 64, .height = 7, .width = 5, .type = ElementType::kFloat16};

FeatureMaps Nhwc(FeatureMaps maps) {
  maps.layout = Layout::kNhwc;
  return maps;
}

TEST(ChannelwiseGeometry, Planes_AreOneRun) {
  const ChannelwiseGeometry geometry = MakeGeometry(kMaps, ParametersOf::kChannel);
  EXPECT_EQ(geometry.runs, 1);
  EXPECT_EQ(geometry.run_length, 3 * 64 * 35);
  EXPECT_EQ(geometry.channels, 64);
  EXPECT_EQ(geometry.inner, 35);
  EXPECT_FALSE(geometry.interleaved);
}

TEST(ChannelwiseGeometry, ParametersOfEachImage_AreMoreChannelsOrMoreRuns) {
  EXPECT_EQ(MakeGeometry(kMaps, ParametersOf::kImageAndChannel).channels, 3 * 64);
  const ChannelwiseGeometry interleaved = MakeGeometry(Nhwc(kMaps), ParametersOf::kImageAndChannel);
  EXPECT_EQ(interleaved.runs, 3);
  EXPECT_EQ(interleaved.run_length, 64 * 35);
  EXPECT_EQ(interleaved.channels, 64);
  EXPECT_EQ(MakeGeometry(Nhwc(kMaps), ParametersOf::kChannel).runs, 1);
}

TEST(ChannelwisePlan, PointersThatAreMisalignedAlike_AreLoadedSixteenBytesAtATime) {
  const ChannelwiseGeometry geometry = MakeGeometry(kMaps, ParametersOf::kChannel);
  EXPECT_EQ(MakePlan(geometry, {.input = 1024, .output = 2048, .residual = 16}, 2).width, 8);
  EXPECT_EQ(MakePlan(geometry, {.input = 1024, .output = 2048, .residual = 16}, 4).width, 4);
  EXPECT_EQ(MakePlan(geometry, {.input = 1026, .output = 2050, .residual = 18}, 2).width, 8);
  EXPECT_EQ(MakePlan(geometry, {.input = 1024, .output = 2050, .residual = 18}, 2).width, 1);
  EXPECT_EQ(MakePlan(geometry, {.input = 1024, .output = 1024, .residual = 18}, 2).width, 1);
}

TEST(ChannelwisePlan, InterleavedChannels_AreKeptWhereABlockHoldsWholeRows) {
  const Addresses aligned;
  for (int64_t channels : {1, 3, 16, 24, 72, 96, 100, 256, 672, 960, 1001, 2048, 4096, 8192}) {
    FeatureMaps maps = Nhwc(kMaps);
    maps.channels = channels;
    const ChannelwisePlan plan = MakePlan(MakeGeometry(maps, ParametersOf::kChannel), aligned, 2);
    EXPECT_TRUE(plan.kept) << channels;
    EXPECT_EQ(plan.threads * plan.width % channels, 0) << channels;
    EXPECT_GE(plan.threads, 129) << channels;
    EXPECT_LE(plan.threads, 1024) << channels;
  }
  FeatureMaps wide = Nhwc(kMaps);
  wide.channels = 8200;  // 1025 vectors: more than a block has threads
  EXPECT_FALSE(MakePlan(MakeGeometry(wide, ParametersOf::kChannel), aligned, 2).kept);
  EXPECT_FALSE(MakePlan(MakeGeometry(kMaps, ParametersOf::kChannel), aligned, 2).kept);
}

TEST(ChannelwisePlan, Blocks_CoverEveryElement) {
  for (int64_t images : {1, 2, 128, 70000}) {
    for (int64_t side : {1, 7, 56}) {
      for (const FeatureMaps& maps : {kMaps, Nhwc(kMaps)}) {
        FeatureMaps sized = maps;
        sized.images = images, sized.height = sized.width = side;
        for (ParametersOf of : {ParametersOf::kChannel, ParametersOf::kImageAndChannel}) {
          const ChannelwiseGeometry geometry = MakeGeometry(sized, of);
          const ChannelwisePlan plan = MakePlan(geometry, {}, 2);
          EXPECT_GE(int64_t{plan.blocks} * plan.threads * plan.per_thread * plan.width, geometry.run_length);
          EXPECT_GE(plan.rows, 1);
          EXPECT_LE(plan.rows, 65535);
          EXPECT_GE(plan.per_thread, 1);
        }
      }
    }
  }
}

// 10 G elements: what 32 bits cannot count.
TEST(ChannelwisePlan, MoreElementsThan32BitsCount_AreCovered) {
  const FeatureMaps maps = {.images = 1000, .channels = 100, .height = 320, .width = 320};
  ASSERT_TRUE(IsValid(maps));
  EXPECT_EQ(maps.count(), 10240000000);
  const ChannelwiseGeometry geometry = MakeGeometry(maps, ParametersOf::kChannel);
  const ChannelwisePlan plan = MakePlan(geometry, {}, 4);
  EXPECT_GE(int64_t{plan.blocks} * plan.threads * plan.per_thread * plan.width, geometry.run_length);
  EXPECT_LT(int64_t{plan.blocks - 1} * plan.threads * plan.per_thread * plan.width, geometry.run_length);
}

TEST(HeadLength, Addresses_AreFilledUpToSixteenBytes) {
  EXPECT_EQ(HeadLength(32, 2, 100), 0);
  EXPECT_EQ(HeadLength(34, 2, 100), 7);
  EXPECT_EQ(HeadLength(46, 2, 100), 1);
  EXPECT_EQ(HeadLength(36, 4, 100), 3);
  EXPECT_EQ(HeadLength(36, 4, 2), 2);
}

TEST(FeatureMaps, SizesThatTheKernelsCannotCount_AreInvalid) {
  EXPECT_TRUE(IsValid(kMaps));
  EXPECT_TRUE(IsValid({.images = 0}));
  EXPECT_FALSE(IsValid({.images = -1, .channels = 1, .height = 1, .width = 1}));
  EXPECT_FALSE(IsValid({.images = 1, .channels = 1, .height = 1, .width = -1}));
  EXPECT_FALSE(IsValid({.images = 1, .channels = 1, .height = int64_t{1} << 20, .width = int64_t{1} << 20}));
  EXPECT_FALSE(IsValid({.images = int64_t{1} << 40, .channels = 1, .height = 1, .width = 1}));
  EXPECT_FALSE(IsValid({.images = int64_t{1} << 62, .channels = 4, .height = 0, .width = 1}));
  EXPECT_FALSE(IsValid({.images = 1, .channels = 1, .height = int64_t{1} << 62, .width = 4}));
}

}  // namespace
}  // namespace assay
