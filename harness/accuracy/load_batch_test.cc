#include "harness/accuracy/load_batch.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

// Images whose red is their number, of growing width.
class Reds : public Dataset {
 public:
  int64_t size() const override { return 10; }
  Example example(int64_t index) const override { return {absl::StrCat("red ", index), 0}; }
  absl::StatusOr<Image> Load(int64_t index) const override {
    if (index == 7) return absl::DataLossError("red 7: is damaged");
    if (index == 8) return Image{};
    Image image{.width = static_cast<int>(4 + index), .height = 4};
    for (int i = 0; i < image.width * image.height; ++i)
      image.pixels.insert(image.pixels.end(), {static_cast<uint8_t>(index), 20, 30});
    return image;
  }
  absl::StatusOr<std::string> Digest() const override { return "reds"; }
};

ImageClassification Bytes() {
  return ImageClassification({.crop_size = 4, .resize_size = 4, .mean = {0, 0, 0}, .std = {1 / 255.f, 1 / 255.f, 1}});
}

TEST(LoadBatch, Images_StandInTheOrderThatIsAskedFor) {
  const auto batch = LoadBatch(Bytes(), Reds(), {5, 0, 5});
  ASSERT_TRUE(batch.ok()) << batch.status();
  ASSERT_EQ(batch->sizes().vec(), (std::vector<int64_t>{3, 3, 4, 4}));
  EXPECT_NEAR((*batch)[0][0][2][3].item<float>(), 5, 1e-4);
  EXPECT_NEAR((*batch)[1][0][0][0].item<float>(), 0, 1e-4);
  EXPECT_NEAR((*batch)[1][1][3][3].item<float>(), 20, 1e-4);
  EXPECT_NEAR((*batch)[1][2][0][0].item<float>(), 30 / 255.0, 1e-6);
  EXPECT_TRUE(at::equal((*batch)[0], (*batch)[2]));
}

TEST(LoadBatch, NoImages_AreNoTensor) { EXPECT_FALSE(LoadBatch(Bytes(), Reds(), {})->defined()); }

TEST(LoadBatch, ImageThatCannotBeLoadedOrPrepared_IsNamed) {
  const auto damaged = LoadBatch(Bytes(), Reds(), {1, 7});
  EXPECT_EQ(damaged.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(damaged.status().message(), "red 7: is damaged");
  EXPECT_THAT(std::string(LoadBatch(Bytes(), Reds(), {8}).status().message()), HasSubstr("red 8: "));
}

}  // namespace
}  // namespace assay
