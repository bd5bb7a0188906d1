#include "tools/base/runfiles.h"

#include <filesystem>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(RunfilePath, OwnAndExternalFiles_AreThere) {
  EXPECT_TRUE(std::filesystem::exists(RunfilePath("assay/tools/base/runfiles.h")));
  EXPECT_TRUE(std::filesystem::exists(RunfilePath("skimage_photographs/chelsea.png")));
  EXPECT_FALSE(std::filesystem::exists(RunfilePath("assay/tools/base/none")));
}

}  // namespace
}  // namespace assay
