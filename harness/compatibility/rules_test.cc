#include "harness/compatibility/rules.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(Rules, Table_HasEachNameOnceAndTheWorstLevelFirst) {
  std::set<std::string> names;
  Level level = Level::kApi;
  for (const Rule& rule : Rules()) {
    EXPECT_TRUE(names.insert(std::string(rule.name)).second) << rule.name;
    EXPECT_GE(rule.level, level) << rule.name;
    level = rule.level;
  }
}

TEST(Rules, Table_SaysWhomEachBreaksAndWhatToDo) {
  for (const Rule& rule : Rules()) {
    EXPECT_EQ(rule.breaks.empty(), rule.severity == Severity::kNotice) << rule.name;
    EXPECT_FALSE(rule.remedy.empty()) << rule.name;
    EXPECT_TRUE(!rule.meaning.empty() && rule.meaning.back() == '.') << rule.name;
  }
}

TEST(Rules, Templates_HaveNoWordThatNothingFillsIn) {
  for (const Rule& rule : Rules()) {
    const std::string filled = absl::StrReplaceAll(absl::StrCat(rule.breaks, rule.remedy), {{"{version}", ""},
                                                                                            {"{entry}", ""},
                                                                                            {"{subject}", ""},
                                                                                            {"{name}", ""},
                                                                                            {"{next}", ""},
                                                                                            {"{next_entry}", ""},
                                                                                            {"{file}", ""}});
    EXPECT_EQ(filled.find('{'), std::string::npos) << rule.name << ": " << filled;
  }
}

TEST(FindRule, OtherName_IsNull) {
  ASSERT_NE(FindRule("PROBE_OUTPUT_CHANGED"), nullptr);
  EXPECT_EQ(FindRule("PROBE_OUTPUT_CHANGED")->level, Level::kOutput);
  EXPECT_EQ(FindRule("probe_output_changed"), nullptr);
  EXPECT_EQ(FindRule(""), nullptr);
}

}  // namespace
}  // namespace assay
