#include "harness/golden_files.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(GoldenPath, VersionAndCombination_LieInTheirFamily) {
  const Builder builder{.name = "resnet18", .family = "resnet"};
  EXPECT_EQ(GoldenPath(builder), "golden/resnet/resnet18.textproto");
  WeightEntry entry;
  entry.name = "IMAGENET1K_V1";
  EXPECT_EQ(GoldenPath(builder, entry), "golden/resnet/resnet18/IMAGENET1K_V1.textproto");
}

TEST(TracePath, Golden_HasItsTraceBesideIt) {
  EXPECT_EQ(TracePath("golden/resnet/resnet18.textproto"), "golden/resnet/resnet18.trace.textproto");
}

}  // namespace
}  // namespace assay
