#include "transforms/orientation.h"

#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

// Six pixels, 3 wide: 1 2 3 / 4 5 6, each as its three channels.
Image Numbered() {
  Image image = {.width = 3, .height = 2};
  for (uint8_t pixel = 1; pixel <= 6; ++pixel) image.pixels.insert(image.pixels.end(), kPixelBytes, pixel);
  return image;
}

std::vector<int> Turned(int orientation) {
  const Image image = ApplyOrientation(Numbered(), orientation);
  std::vector<int> numbers;
  for (size_t i = 0; i < image.pixels.size(); i += kPixelBytes) numbers.push_back(image.pixels[i]);
  return numbers;
}

// By hand, from the standard's "the 0th row is the visual top, the 0th column the visual left" and so on.
TEST(ApplyOrientation, EachOfTheEight_PutsEveryPixelInItsPlace) {
  EXPECT_EQ(Turned(1), (std::vector<int>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(Turned(2), (std::vector<int>{3, 2, 1, 6, 5, 4}));
  EXPECT_EQ(Turned(3), (std::vector<int>{6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(Turned(4), (std::vector<int>{4, 5, 6, 1, 2, 3}));
  EXPECT_EQ(Turned(5), (std::vector<int>{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(Turned(6), (std::vector<int>{4, 1, 5, 2, 6, 3}));
  EXPECT_EQ(Turned(7), (std::vector<int>{6, 3, 5, 2, 4, 1}));
  EXPECT_EQ(Turned(8), (std::vector<int>{3, 6, 2, 5, 1, 4}));
}

using Exif = std::vector<uint8_t>;
const Exif kRotated = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0};

TEST(ExifOrientation, SoundBlock_IsRead) { EXPECT_EQ(ExifOrientation(kRotated), 6); }

TEST(ExifOrientation, DamagedBlocks_AreUpright) {
  EXPECT_EQ(ExifOrientation({}), 1);
  for (size_t size = 0; size < 19; ++size) {
    EXPECT_EQ(ExifOrientation(Exif(kRotated.begin(), kRotated.begin() + size)), 1) << size;
  }
  Exif far_away = kRotated;
  far_away[4] = far_away[5] = far_away[6] = far_away[7] = 0xff;  // the directory's offset
  EXPECT_EQ(ExifOrientation(far_away), 1);
  Exif out_of_range = kRotated;
  out_of_range[18] = 9;
  EXPECT_EQ(ExifOrientation(out_of_range), 1);
  Exif mixed_order = kRotated;
  mixed_order[1] = 'M';
  EXPECT_EQ(ExifOrientation(mixed_order), 1);
}

}  // namespace
}  // namespace assay
