#include "harness/accuracy/dataset_views.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;

// Images of one pixel, which is their number.
class Numbers : public Dataset {
 public:
  explicit Numbers(int64_t size) : size_(size) {}
  int64_t size() const override { return size_; }
  Example example(int64_t index) const override { return {absl::StrCat("number ", index), index}; }
  absl::StatusOr<Image> Load(int64_t index) const override {
    return Image{.width = 1, .height = 1, .pixels = std::vector<uint8_t>(3, static_cast<uint8_t>(index))};
  }
  absl::StatusOr<std::string> Digest() const override { return "numbers"; }

 private:
  int64_t size_;
};

std::vector<int64_t> Labels(const Dataset& data) {
  std::vector<int64_t> labels;
  for (int64_t i = 0; i < data.size(); ++i) labels.push_back(data.example(i).label);
  return labels;
}

TEST(SampledDataset, Images_AreSpreadEvenly) {
  const Numbers ten(10);
  EXPECT_THAT(Labels(SampledDataset(ten, 4)), ElementsAre(0, 2, 5, 7));
  EXPECT_EQ(Labels(SampledDataset(ten, 10)), Labels(ten));
  EXPECT_THAT(Labels(SampledDataset(ten, 1)), ElementsAre(0));
  EXPECT_EQ(SampledDataset(ten, 4).Load(3)->pixels[0], 7);
}

TEST(SampledDataset, Digest_IsThatOfItsImages) {
  const Numbers ten(10), eleven(11);
  EXPECT_EQ(*SampledDataset(ten, 4).Digest(), *SampledDataset(ten, 4).Digest());
  EXPECT_NE(*SampledDataset(ten, 4).Digest(), *SampledDataset(ten, 3).Digest());
  EXPECT_NE(*SampledDataset(ten, 4).Digest(), *SampledDataset(eleven, 4).Digest());
}

// What is kept in files is not decoded for its digest.
class Files : public Numbers {
 public:
  using Numbers::Numbers;
  absl::StatusOr<Image> Load(int64_t) const override { return absl::UnimplementedError("decoded"); }
  absl::StatusOr<std::string> ImageDigest(int64_t index) const override { return absl::StrCat("file ", index); }
};

TEST(SampledDataset, Digest_IsOfWhatTheDataSetDigests) {
  const Files ten(10);
  const auto digest = SampledDataset(ten, 4).Digest();
  ASSERT_TRUE(digest.ok()) << digest.status();
  EXPECT_NE(*digest, *SampledDataset(ten, 5).Digest());
}

TEST(ChangedDataset, Images_AreChangedAndNothingElse) {
  const Numbers three(3);
  const ChangedDataset changed(three, [](const Image& image) -> absl::StatusOr<Image> {
    if (image.pixels[0] == 2) return absl::InvalidArgumentError("two is too much");
    Image other = image;
    other.pixels[0] += 40;
    return other;
  });
  EXPECT_EQ(changed.Load(1)->pixels[0], 41);
  EXPECT_EQ(changed.example(1).label, 1);
  EXPECT_EQ(changed.Load(2).status().message(), "number 2: two is too much");
  EXPECT_FALSE(changed.Digest().ok());
}

}  // namespace
}  // namespace assay
