#include "models/ops/cuda/testing/buffer.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(Buffer, Offset_MisalignsTheData) {
  for (int64_t offset = 0; offset < 8; ++offset) {
    Buffer<Float16> buffer(5, offset);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer.data()) % 16, offset * 2);
  }
}

TEST(Buffer, WritesOutside_BreakTheGuards) {
  Buffer<float> buffer(5, 1);
  for (int i = 0; i < 5; ++i) buffer[i] = 0.0f;
  EXPECT_TRUE(buffer.GuardsHold());
  buffer.data()[5] = 0.0f;
  EXPECT_FALSE(buffer.GuardsHold());
  Buffer<float> other(5);
  other.data()[-1] = 0.0f;
  EXPECT_FALSE(other.GuardsHold());
}

TEST(SameBits, DifferentValues_AreDifferent) {
  EXPECT_TRUE(SameBits(1.0f, 1.0f));
  EXPECT_FALSE(SameBits(1.0f, 1.0000001f));
  EXPECT_FALSE(SameBits(0.0f, -0.0f));
  EXPECT_FALSE(SameBits(0.0f, NAN));
  EXPECT_FALSE(SameBits(NAN, 0.0f));
  EXPECT_TRUE(SameBits(NAN, -NAN));
  EXPECT_FALSE(SameBits(FromFloat<Float16>(1.0f), FromFloat<Float16>(1.001f)));
}

}  // namespace
}  // namespace assay
