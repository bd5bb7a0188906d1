#include "harness/compatibility/version.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(Version, NumbersWithDots_AreVersions) {
  for (const char* version : {"1.0", "0.1", "1.10", "10.20.30", "2.0.1.7"}) EXPECT_TRUE(CheckVersion(version).ok());
}

TEST(Version, AnythingElse_IsRefused) {
  for (const char* version :
       {"", "1", "1.", ".1", "1..2", "v1.0", "1.0-rc", "01.0", "1.00", "1.0/..", "1.0 ", "-1.0"}) {
    EXPECT_EQ(CheckVersion(version).code(), absl::StatusCode::kInvalidArgument) << version;
  }
  EXPECT_EQ(CheckVersion("v1").message(),
            "\"v1\" is no version: expected numbers with dots between them, such as 1.0 or 1.10");
}

TEST(Version, Order_IsByNumber) {
  EXPECT_TRUE(VersionLess("1.9", "1.10"));
  EXPECT_FALSE(VersionLess("1.10", "1.9"));
  EXPECT_TRUE(VersionLess("1.0", "1.0.1"));
  EXPECT_TRUE(VersionLess("1.0.9", "1.1"));
  EXPECT_TRUE(VersionLess("9.0", "10.0"));
  EXPECT_TRUE(VersionLess("1.99999999999999999999", "1.100000000000000000000"));
  EXPECT_FALSE(VersionLess("1.0", "1.0"));
}

}  // namespace
}  // namespace assay
