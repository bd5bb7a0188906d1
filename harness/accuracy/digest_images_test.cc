#include "harness/accuracy/digest_images.h"

#include <atomic>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

class Grey : public Dataset {
 public:
  explicit Grey(int64_t size) : size_(size) {}
  int64_t size() const override { return size_; }
  Example example(int64_t index) const override { return {absl::StrCat(prefix, index), index % 10}; }
  absl::StatusOr<Image> Load(int64_t index) const override {
    ++loads;
    if (index >= broken) return absl::DataLossError(absl::StrCat("image ", index));
    return Image{.width = width, .height = 4 / width, .pixels = std::vector<uint8_t>(12, index == bright ? 255 : 7)};
  }
  absl::StatusOr<std::string> Digest() const override { return DigestImages(*this, "greys"); }

  std::string prefix = "image ";
  int width = 2;
  int64_t bright = -1;
  int64_t broken = 1 << 30;
  mutable std::atomic<int64_t> loads = 0;

 private:
  int64_t size_;
};

TEST(DigestImages, ManyImages_GiveTheSameDigestEachTimeAndEachIsReadOnce) {
  const Grey greys(1000);
  EXPECT_EQ(*greys.Digest(), *Grey(1000).Digest());
  EXPECT_EQ(greys.loads, 1000);
  EXPECT_EQ(greys.Digest()->size(), 64u);
  EXPECT_NE(*DigestImages(greys, "others"), *greys.Digest());
}

TEST(DigestImages, EveryImagesBytesSizeAndName_Count) {
  std::set<std::string> digests = {*Grey(50).Digest(), *Grey(51).Digest()};
  Grey wide(50), named(50), bright(50), brighter(50);
  wide.width = 4;
  named.prefix = "picture ";
  bright.bright = 49;
  brighter.bright = 48;
  for (const Grey* greys : {&wide, &named, &bright, &brighter}) digests.insert(*greys->Digest());
  EXPECT_EQ(digests.size(), 6u);
}

TEST(DigestImages, BrokenImages_TheFirstIsNamed) {
  for (int round = 0; round < 20; ++round) {
    Grey greys(500);
    greys.broken = 123;
    EXPECT_EQ(greys.Digest().status().message(), "image 123");
    EXPECT_LT(greys.loads, 500);
  }
}

}  // namespace
}  // namespace assay
