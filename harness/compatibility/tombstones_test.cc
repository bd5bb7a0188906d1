#include "harness/compatibility/tombstones.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

constexpr char kGood[] =
    R"(tombstone { name: "resnet50" removed_in: "2.0" reason: "superseded" use_instead: "resnet50_v2" }
)";

std::string Error(const std::string& text) {
  const auto tombstones = ParseTombstones(text, "golden/tombstones.textproto");
  EXPECT_EQ(tombstones.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(tombstones.status().message());
}

TEST(ParseTombstones, Mistake_IsNamedWithFileAndLine) {
  EXPECT_EQ(Error(std::string(kGood) + kGood), "golden/tombstones.textproto:2: resnet50 has two tombstones: keep one");
  EXPECT_THAT(Error("\n\ntombstone { removed_in: \"2.0\" reason: \"r\" }"),
              HasSubstr(":3: a tombstone needs the name"));
  EXPECT_THAT(Error("tombstone { name: \"a\" reason: \"r\" }"), HasSubstr(":1: the tombstone of a needs removed_in"));
  EXPECT_THAT(Error("tombstone { name: \"a\" removed_in: \"2.0\" }"),
              HasSubstr(":1: the tombstone of a needs a reason"));
  EXPECT_THAT(Error("tombstone { name: \"a\" removed_in: \"2.0\" reason: \" \" }"),
              HasSubstr(":1: the tombstone of a needs a reason"));
  EXPECT_THAT(Error("tombstone { name: \"a\" removed_in: \"bogus\" reason: \"r\" }"),
              HasSubstr(":1: removed_in of the tombstone of a: \"bogus\" is no version"));
  EXPECT_THAT(Error("tomb { }"), HasSubstr("golden/tombstones.textproto:1:"));
}

TEST(FindTombstone, ExactName_IsFound) {
  const auto tombstones = ParseTombstones(kGood, "a");
  ASSERT_TRUE(tombstones.ok()) << tombstones.status();
  ASSERT_NE(FindTombstone(*tombstones, "resnet50"), nullptr);
  EXPECT_EQ(FindTombstone(*tombstones, "resnet50")->use_instead(), "resnet50_v2");
  EXPECT_EQ(FindTombstone(*tombstones, "resnet5"), nullptr);
}

TEST(IsOptionName, OptionsAlone_HaveAStructBeforeTheDot) {
  EXPECT_TRUE(IsOptionName("ResNetOptions.groups"));
  EXPECT_FALSE(IsOptionName("resnet50"));
  EXPECT_FALSE(IsOptionName("ResNet50_Weights.IMAGENET1K_V1"));
}

TEST(ReadTombstones, NoFile_HasNone) {
  const auto tombstones = ReadTombstones(testing::TempDir() + "/no_such_file.textproto");
  ASSERT_TRUE(tombstones.ok()) << tombstones.status();
  EXPECT_EQ(tombstones->tombstone_size(), 0);
}

}  // namespace
}  // namespace assay
