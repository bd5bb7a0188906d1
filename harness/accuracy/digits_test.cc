#include "harness/accuracy/digits.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

std::string Packaged() { return std::string(std::getenv("TEST_SRCDIR")) + "/sklearn_photographs/digits.csv.gz"; }

std::string Written(const std::string& name, const std::string& bytes) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/" + name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

// Rows of one grey, then the digit.
std::string Rows(int count, int grey = 8) {
  std::string csv;
  for (int i = 0; i < count; ++i) {
    for (int pixel = 0; pixel < 64; ++pixel) absl::StrAppend(&csv, grey, ",");
    absl::StrAppend(&csv, i % 10, "\n");
  }
  return csv;
}

std::string Refusal(const std::string& csv) {
  return std::string(ParseDigits(csv, "d.csv", DigitsSplit::kAll).status().message());
}

// As sklearn.datasets.load_digits() has them: its first and last image, and how many of each.
TEST(ReadDigits, PackagedFile_HoldsScikitLearnsDigits) {
  const auto all = ReadDigits(Packaged(), DigitsSplit::kAll);
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ((*all)->size(), 1797);
  EXPECT_EQ((*all)->example(0).label, 0);
  EXPECT_EQ((*all)->example(1796).label, 8);
  EXPECT_EQ((*all)->example(1796).name, "1796");
  int64_t sum = 0;
  for (int64_t i = 0; i < 1797; ++i) sum += (*all)->example(i).label;
  EXPECT_EQ(sum, 8070);
  const Image first = *(*all)->Load(0);
  EXPECT_EQ(first.width, 8);
  EXPECT_EQ(first.pixels[3 * 2], 80);   // 5 of 16
  EXPECT_EQ(first.pixels[3 * 3], 207);  // 13 of 16
  EXPECT_EQ(first.pixels[3 * 3 + 2], 207);
}

TEST(ReadDigits, Splits_ArePartsThatDoNotMeet) {
  const auto train = ReadDigits(Packaged(), DigitsSplit::kTrain), test = ReadDigits(Packaged(), DigitsSplit::kTest);
  ASSERT_TRUE(train.ok() && test.ok());
  EXPECT_EQ((*train)->size(), 1348);
  EXPECT_EQ((*test)->size(), 449);
  EXPECT_EQ((*train)->example(1347).name, "1347");
  EXPECT_EQ((*test)->example(0).name, "1348");
}

TEST(ReadDigits, Digest_ChangesWithPixelsLabelsAndSplits) {
  const auto digest = [](const std::string& csv, DigitsSplit split = DigitsSplit::kAll) {
    return *(*ParseDigits(csv, "d.csv", split))->Digest();
  };
  EXPECT_EQ(digest(Rows(8)), digest(Rows(8)));
  EXPECT_NE(digest(Rows(8)), digest(Rows(8, 9)));
  EXPECT_NE(digest(Rows(8), DigitsSplit::kTest), digest(Rows(2)));
}

TEST(ParseDigits, BadRows_AreNamed) {
  EXPECT_EQ(Refusal(""), "d.csv: holds no images");
  EXPECT_EQ(Refusal(Rows(1) + "1,2\n"), "d.csv:2: the row has 2 values, expected 65");
  EXPECT_THAT(Refusal(Rows(1, 17)), HasSubstr("d.csv:1: the row has a grey of \"17\", expected 0 to 16"));
  EXPECT_THAT(Refusal(Rows(1, -1)), HasSubstr("a grey of \"-1\""));
  EXPECT_THAT(Refusal("x" + Rows(1)), HasSubstr("a grey of \"x8\""));
}

TEST(ParseDigits, SplitWithoutImages_IsAnError) {
  const auto test = ParseDigits(Rows(3), "d.csv", DigitsSplit::kTest);
  EXPECT_EQ(test.status().message(), "d.csv: holds no images of this split: it is the last quarter of 3 rows");
  EXPECT_EQ((*ParseDigits(Rows(3), "d.csv", DigitsSplit::kTrain))->size(), 3);
}

TEST(ReadDigits, BadFiles_AreNamed) {
  const auto refusal = [](const std::string& path) {
    return std::string(ReadDigits(path, DigitsSplit::kAll).status().message());
  };
  EXPECT_THAT(refusal("/none.csv"), HasSubstr("/none.csv: cannot be opened"));
  std::ifstream stream(Packaged(), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  EXPECT_THAT(refusal(Written("cut.csv.gz", bytes.substr(0, bytes.size() / 2))), HasSubstr("cut short or damaged"));
  std::string changed = bytes;
  changed[bytes.size() / 2] ^= 0x40;
  EXPECT_FALSE(ReadDigits(Written("changed.csv.gz", changed), DigitsSplit::kAll).ok());
  EXPECT_THAT(refusal(Written("large.csv", std::string(17 << 20, '1'))), HasSubstr("more than 16777216 bytes"));
}

}  // namespace
}  // namespace assay
