#include "benchmarks/profile/roofline_svg.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr Ceilings kMachine = {.bytes_per_second = 1e10, .flops_per_second = 1e11};

Profile Kernels() {
  return {.kernels = {{.name = "convolution", .seconds = 8e-3, .share = 0.8, .bytes = 1e6, .flops = 4e8},
                      {.name = "relu<float>&", .seconds = 2e-3, .share = 0.2, .bytes = 1e7},
                      {.name = "empty", .seconds = 1e-9, .share = 1e-7}}};
}

TEST(RooflineSvg, KernelsWithOperations_AreDotsAndOthersBars) {
  const std::string svg = RooflineSvg("resnet18", Kernels(), kMachine);
  EXPECT_THAT(svg, AllOf(HasSubstr("<title>convolution, 80.0 % of the time</title>"), HasSubstr(">100 GFLOP/s</text>"),
                         HasSubstr("5 GB/s, 20.0 % of the time"), HasSubstr("</svg>")));
  EXPECT_THAT(svg, Not(HasSubstr("empty"))) << "what takes no time has no place";
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(RooflineSvg, Names_AreEscaped) {
  const std::string svg = RooflineSvg("<b>\"x\"", Kernels(), kMachine);
  EXPECT_THAT(svg,
              AllOf(HasSubstr("relu&lt;float&gt;&amp;"), HasSubstr("&lt;b&gt;&quot;x&quot;"), Not(HasSubstr("<b>"))));
}

TEST(RooflineSvg, NoKernels_IsStillAPicture) { EXPECT_THAT(RooflineSvg("none", {}, kMachine), HasSubstr("</svg>")); }

}  // namespace
}  // namespace assay
