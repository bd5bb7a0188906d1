#include "tools/base/suggest.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

const std::vector<std::string> kBuilders = {"mobilenet_v2", "resnet18", "resnet50", "resnet101"};

TEST(EditDistance, EachKindOfSlip_CostsOne) {
  EXPECT_EQ(EditDistance("resnet50", "resnet50"), 0);
  EXPECT_EQ(EditDistance("resnet5", "resnet50"), 1);
  EXPECT_EQ(EditDistance("ressnet50", "resnet50"), 1);
  EXPECT_EQ(EditDistance("resnet51", "resnet50"), 1);
  EXPECT_EQ(EditDistance("renset50", "resnet50"), 1);
}

TEST(EditDistance, EmptyNames_CostTheOthersLength) {
  EXPECT_EQ(EditDistance("", ""), 0);
  EXPECT_EQ(EditDistance("", "abc"), 3);
  EXPECT_EQ(EditDistance("abc", ""), 3);
}

TEST(Nearest, Slip_FindsTheName) {
  EXPECT_EQ(Nearest("resnet51", kBuilders), "resnet50");
  EXPECT_EQ(Nearest("mobilnet_v2", kBuilders), "mobilenet_v2");
}

TEST(Nearest, OtherCase_IsNoDifference) { EXPECT_EQ(Nearest("RESNET101", kBuilders), "resnet101"); }

TEST(Nearest, NothingNear_IsEmpty) {
  EXPECT_EQ(Nearest("bert", kBuilders), "");
  EXPECT_EQ(Nearest("", kBuilders), "");
  EXPECT_EQ(Nearest("resnet50", {}), "");
}

TEST(Nearest, EquallyNear_IsTheFirst) { EXPECT_EQ(Nearest("resnet58", kBuilders), "resnet18"); }

TEST(Nearest, AbsurdlyLongName_IsEmpty) { EXPECT_EQ(Nearest(std::string(1 << 20, 'r'), kBuilders), ""); }

TEST(DidYouMean, NearAndFar_IsAClauseOrNothing) {
  EXPECT_EQ(DidYouMean("resnet510", kBuilders), "; did you mean \"resnet50\"?");
  EXPECT_EQ(DidYouMean("bert", kBuilders), "");
}

}  // namespace
}  // namespace assay
