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

TEST(UnitsApart, Neighbours_AreOneApart) {
  EXPECT_EQ(UnitsApart(1.0f, std::nextafter(1.0f, 2.0f)), 1);
  EXPECT_EQ(UnitsApart(1e-45f, -1e-45f), 2);
  EXPECT_EQ(UnitsApart(Float16{0x3C00}, Float16{0x3C05}), 5);
  EXPECT_EQ(UnitsApart(BFloat16{0x8001}, BFloat16{0x0001}), 2);
  EXPECT_EQ(UnitsApart(NAN, 1.0f), 1000000);
  EXPECT_EQ(UnitsApart(NAN, NAN), 0);
}

}  // namespace
}  // namespace assay
