#include "harness/test_xml.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

CombinationResult Sample() {
  CombinationResult result{.builder = "resnet18", .weights = "ResNet18_Weights.IMAGENET1K_V1"};
  result.checks.push_back({.name = "probe", .summary = "probe"});
  return result;
}

bool Contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(TestXml, Passed_HasNeitherFailureNorSkipped) {
  const std::string xml = TestXml(Sample());
  EXPECT_TRUE(Contains(xml, "tests=\"1\" failures=\"0\""));
  EXPECT_FALSE(Contains(xml, "<failure"));
  EXPECT_FALSE(Contains(xml, "<skipped"));
}

TEST(TestXml, Pending_IsSkippedWithItsReason) {
  CombinationResult result = Sample();
  result.pending_reason = "file not at hand";
  const std::string xml = TestXml(result);
  EXPECT_TRUE(Contains(xml, "tests=\"2\""));
  EXPECT_TRUE(Contains(xml, "<skipped message=\"file not at hand\"/>"));
}

TEST(TestXml, Failed_IsAFailureEvenWhenPending) {
  CombinationResult result = Sample();
  result.pending_reason = "file not at hand";
  result.checks[0].findings = {"output moved", "and more"};
  const std::string xml = TestXml(result);
  EXPECT_TRUE(Contains(xml, "failures=\"1\""));
  EXPECT_TRUE(Contains(xml, "<failure message=\"output moved\">output moved&#10;and more</failure>"));
  EXPECT_FALSE(Contains(xml, "<skipped"));
}

TEST(TestXml, SpecialCharacters_AreEscaped) {
  CombinationResult result = Sample();
  result.checks[0].findings = {"<img src=\"x\"> & \x01"};
  const std::string xml = TestXml(result);
  EXPECT_TRUE(Contains(xml, "&lt;img src=&quot;x&quot;&gt; &amp; ?"));
  EXPECT_FALSE(Contains(xml, "<img"));
}

}  // namespace
}  // namespace assay
