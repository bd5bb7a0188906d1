#include "harness/accuracy/lfw_subset.h"

#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

std::string Packaged() { return std::string(std::getenv("TEST_SRCDIR")) + "/skimage_photographs/lfw_subset.npy"; }

// A file of that shape whose values are all `value`.
template <class T>
std::string Npy(const std::string& descr, const std::vector<int>& shape, T value) {
  std::string sizes;
  size_t count = 1;
  for (const int size : shape) {
    absl::StrAppend(&sizes, size, ", ");
    count *= static_cast<size_t>(size);
  }
  const std::string header =
      absl::StrCat("{'descr': '", descr, "', 'fortran_order': False, 'shape': (", sizes, "), }\n");
  std::string bytes = absl::StrCat("\x93NUMPY\x01", std::string(1, '\0'),
                                   std::string(1, static_cast<char>(header.size())), std::string(1, '\0'), header);
  std::string one(sizeof(T), '\0');
  std::memcpy(one.data(), &value, sizeof(T));
  for (size_t i = 0; i < count; ++i) bytes += one;
  return bytes;
}

std::string Refusal(const std::string& bytes) {
  return std::string(ParseLfwSubset(bytes, "f.npy", LfwSplit::kAll).status().message());
}

// As skimage.data.lfw_subset() has them: 100 faces, then 100 that are none; in 255ths the first greys are 73.67, 84, 97
// and the very last 12.17.
TEST(ReadLfwSubset, PackagedFile_HoldsScikitImagesFaces) {
  const auto all = ReadLfwSubset(Packaged(), LfwSplit::kAll);
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ((*all)->size(), 200);
  EXPECT_EQ((*all)->example(99).label, 0);
  EXPECT_EQ((*all)->example(100).label, 1);
  EXPECT_EQ((*all)->example(41).name, "0041");
  const Image first = *(*all)->Load(0), last = *(*all)->Load(199);
  EXPECT_EQ(first.width, 25);
  EXPECT_EQ(first.height, 25);
  ASSERT_EQ(first.pixels.size(), 3u * 625);
  EXPECT_EQ(first.pixels[0], 74);
  EXPECT_EQ(first.pixels[2], 74);
  EXPECT_EQ(first.pixels[3], 84);
  EXPECT_EQ(first.pixels[6], 97);
  EXPECT_EQ(last.pixels.back(), 12);
}

TEST(ReadLfwSubset, Splits_ArePartsThatDoNotMeet) {
  const auto train = ReadLfwSubset(Packaged(), LfwSplit::kTrain), test = ReadLfwSubset(Packaged(), LfwSplit::kTest);
  ASSERT_TRUE(train.ok() && test.ok());
  EXPECT_EQ((*train)->size(), 150);
  ASSERT_EQ((*test)->size(), 50);
  EXPECT_EQ((*test)->example(0).name, "0003");
  EXPECT_EQ((*test)->example(1).name, "0007");
  EXPECT_EQ((*train)->example(3).name, "0004");
  int64_t faces = 0;
  for (int64_t i = 0; i < 50; ++i) faces += (*test)->example(i).label == 0 ? 1 : 0;
  EXPECT_EQ(faces, 25);
}

TEST(ParseLfwSubset, BytesAndFloats_AreTheSameGreys) {
  for (const std::string& file :
       {Npy<uint8_t>("|u1", {2, 3, 4}, 51), Npy<float>("<f4", {2, 3, 4}, 0.2f), Npy<double>("<f8", {2, 3, 4}, 0.2)}) {
    const auto data = ParseLfwSubset(file, "f.npy", LfwSplit::kAll);
    ASSERT_TRUE(data.ok()) << data.status();
    EXPECT_EQ((*data)->Load(1)->pixels, std::vector<uint8_t>(36, 51));
    EXPECT_EQ((*data)->Load(1)->width, 4);
  }
}

TEST(ParseLfwSubset, Digest_ChangesWithGreysLabelsAndSplits) {
  const auto digest = [](const std::string& bytes, LfwSplit split = LfwSplit::kAll) {
    return *(*ParseLfwSubset(bytes, "f.npy", split))->Digest();
  };
  const std::string file = Npy<uint8_t>("|u1", {8, 3, 4}, 51);
  EXPECT_EQ(digest(file), digest(Npy<double>("<f8", {8, 3, 4}, 0.2)));
  EXPECT_NE(digest(file), digest(Npy<uint8_t>("|u1", {8, 3, 4}, 52)));
  EXPECT_NE(digest(file), digest(Npy<uint8_t>("|u1", {8, 4, 3}, 51)));
  EXPECT_NE(digest(file), digest(file, LfwSplit::kTest));
}

TEST(ParseLfwSubset, OtherArrays_AreRefused) {
  for (const std::vector<int>& shape : {std::vector<int>{2, 3}, {3, 4, 4}, {0, 4, 4}, {2, 0, 4}, {2, 1025, 1}}) {
    EXPECT_THAT(Refusal(Npy<uint8_t>("|u1", shape, 1)), HasSubstr("expected an even number of images of greys"));
  }
  EXPECT_THAT(Refusal(Npy<double>("<f8", {2, 3, 4}, 1.01)), HasSubstr("f.npy: image 0 has a grey of 1.01"));
  EXPECT_THAT(Refusal(Npy<double>("<f8", {2, 3, 4}, -0.01)), HasSubstr("expected 0 to 1"));
  EXPECT_THAT(Refusal(Npy<double>("<f8", {2, 3, 4}, std::numeric_limits<double>::quiet_NaN())),
              HasSubstr("a grey of nan"));
  EXPECT_THAT(Refusal("<html>"), HasSubstr("is no .npy file"));
  EXPECT_THAT(std::string(ReadLfwSubset("/none.npy", LfwSplit::kAll).status().message()), HasSubstr("/none.npy"));
  EXPECT_THAT(
      std::string(ParseLfwSubset(Npy<uint8_t>("|u1", {2, 3, 4}, 1), "f.npy", LfwSplit::kTest).status().message()),
      HasSubstr("no images of this split"));
}

}  // namespace
}  // namespace assay
