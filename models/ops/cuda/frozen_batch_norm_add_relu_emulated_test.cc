// The kernel, run on the CPU, against its twin.
#include "models/ops/cuda/frozen_batch_norm_add_relu_kernel.cuh"
// Above all else: the device's language.
#include "gtest/gtest.h"
#include "models/ops/cuda/testing/emulate_channelwise.h"
#include "models/ops/cuda/testing/frozen_batch_norm_add_relu_cases.h"

namespace assay {
namespace {

constexpr auto kEmulate = [](const FrozenBatchNormCase& test, auto& buffers) {
  const ChannelwiseGeometry geometry = MakeGeometry(test.maps, ParametersOf::kChannel);
  const ChannelwiseTensors<std::remove_reference_t<decltype(buffers.input[0])>> tensors = {
      buffers.input.data(), buffers.residual.data(), buffers.output.data()};
  const FrozenBatchNormOperation operation = {buffers.scale.data(), buffers.shift.data(), test.add, test.relu};
  const absl::Status ran = test.add ? EmulateChannelwise<true>(geometry, tensors, operation, test.per_thread)
                                    : EmulateChannelwise<false>(geometry, tensors, operation, test.per_thread);
  ASSERT_TRUE(ran.ok()) << ran;
};

TEST(FrozenBatchNormAddReluKernel, OddShapes_EqualTheCpu) { TestFrozenBatchNormOddShapes(kEmulate); }

TEST(FrozenBatchNormAddReluKernel, MisalignedPointers_EqualTheCpu) { TestFrozenBatchNormMisaligned(kEmulate); }

TEST(FrozenBatchNormAddReluKernel, FewerElementsThanAVector_EqualTheCpu) { TestFrozenBatchNormFewElements(kEmulate); }

TEST(FrozenBatchNormAddReluKernel, SeveralVectorsAThread_EqualTheCpu) {
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    for (uint32_t per_thread : {2, 3, 4, 5, 8}) {
      // 24 channels are kept in registers; of 8209 (a prime) a row is longer than a block.
      for (int64_t channels : {24, 1031}) {
        ExpectEqualToCpu({.maps = {2, channels, 9, 11, layout, ElementType::kFloat16}, .per_thread = per_thread},
                         kEmulate);
      }
      ExpectEqualToCpu({.maps = {1, 8209, 1, 3, layout, ElementType::kFloat32}, .per_thread = per_thread}, kEmulate);
    }
  }
}

TEST(FrozenBatchNormAddReluKernel, WrongParameter_IsNotEqual) {
  const FeatureMaps maps = {.images = 1, .channels = 2, .height = 3, .width = 3};
  const FrozenBatchNormCase test = {.maps = maps, .add = false};
  FrozenBatchNormBuffers<float> buffers(test);
  Buffer<float> expected(maps.count());
  ASSERT_TRUE(FrozenBatchNormAddReluOnCpu(maps, {.input = buffers.input.data(),
                                                 .scale = buffers.scale.data(),
                                                 .shift = buffers.shift.data(),
                                                 .output = expected.data()}));
  buffers.shift[1] += 10.0f;
  kEmulate(test, buffers);
  int different = 0;
  for (int64_t i = 0; i < maps.count(); ++i) different += !SameBits(buffers.output[i], expected[i]);
  EXPECT_GT(different, 0);
  EXPECT_LE(different, maps.plane());
}

TEST(ChannelCursor, ElementsBeyond32Bits_HaveTheirOwnChannel) {
  const ChannelwiseGeometry planes = {.runs = 1, .run_length = int64_t{1} << 40, .channels = 1000, .inner = 1 << 20};
  ChannelCursor<false> cursor(planes, (int64_t{1} << 33) + 5);  // plane 8192, of channel 192
  EXPECT_EQ(cursor.channel, 192);
  EXPECT_EQ(cursor.within, 5);
  cursor.Skip((1 << 20) - 5);
  EXPECT_EQ(cursor.channel, 193);
  EXPECT_EQ(cursor.within, 0);
  cursor.Skip((1 << 20) - 1);
  EXPECT_TRUE(cursor.Step());
  EXPECT_EQ(cursor.channel, 194);
  EXPECT_FALSE(cursor.Step());
  const ChannelwiseGeometry row = {.runs = 1, .run_length = int64_t{1} << 40, .channels = 1000, .interleaved = true};
  ChannelCursor<true> interleaved(row, int64_t{1} << 33);  // 8589934592
  EXPECT_EQ(interleaved.channel, 592);
  interleaved.Skip(408);
  EXPECT_EQ(interleaved.channel, 0);
}

}  // namespace
}  // namespace assay
