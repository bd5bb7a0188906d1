#include "tools/assay/user_path.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(UserPath, RelativePath_CountsFromWhereTheUserStands) {
  setenv("BUILD_WORKING_DIRECTORY", "/somewhere", 1);
  EXPECT_EQ(UserPath("cat.png"), "/somewhere/cat.png");
  EXPECT_EQ(UserPath("/cat.png"), "/cat.png");
  EXPECT_EQ(UserPath(""), "");
  unsetenv("BUILD_WORKING_DIRECTORY");
  EXPECT_EQ(UserPath("cat.png"), std::filesystem::current_path().string() + "/cat.png");
}

}  // namespace
}  // namespace assay
