#include "weights/entry_version.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(VersionOf, NameThatEndsInANumber_IsSplit) {
  ASSERT_TRUE(VersionOf("IMAGENET1K_V2"));
  EXPECT_EQ(VersionOf("IMAGENET1K_V2")->of, "IMAGENET1K");
  EXPECT_EQ(VersionOf("IMAGENET1K_V2")->number, 2);
  EXPECT_EQ(VersionOf("IMAGENET1K_SWAG_E2E_V1")->of, "IMAGENET1K_SWAG_E2E");
  EXPECT_EQ(VersionOf("COCO_V1_V12")->of, "COCO_V1");
  EXPECT_EQ(VersionOf("COCO_V1_V12")->number, 12);
}

TEST(VersionOf, AnyOtherName_HasNone) {
  for (const char* name : {"", "SENTENCES", "V1", "COCO_V", "COCO_V0", "COCO_V-1", "COCO_V+1", "COCO_V1A", "COCO_V 1",
                           "COCO_V99999999999"}) {
    EXPECT_FALSE(VersionOf(name)) << name;
  }
}

}  // namespace
}  // namespace assay
