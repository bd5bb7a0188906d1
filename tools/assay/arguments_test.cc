#include "tools/assay/arguments.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<Option> kOptions = {
    {.name = "json", .value = Option::Value::kOptional, .placeholder = "FILE"},
    {.name = "task", .value = Option::Value::kRequired, .placeholder = "T"},
    {.name = "include", .value = Option::Value::kRequired, .placeholder = "GLOB", .repeatable = true},
    {.name = "quiet"},
    {.name = "download", .unavailable = "comes later"},
};

absl::StatusOr<Arguments> Parse(const std::vector<std::string>& words) { return Arguments::Parse(words, kOptions); }

std::string Refusal(const std::vector<std::string>& words) {
  const auto arguments = Parse(words);
  EXPECT_EQ(arguments.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(arguments.status().message());
}

TEST(Arguments, NoWords_GiveNothing) {
  const auto arguments = Parse({});
  ASSERT_TRUE(arguments.ok());
  EXPECT_TRUE(arguments->words().empty());
  EXPECT_FALSE(arguments->Has("json"));
  EXPECT_EQ(arguments->Value("json"), "");
  EXPECT_TRUE(arguments->Values("include").empty());
}

TEST(Arguments, BareOptionalValue_DoesNotTakeTheNextWord) {
  const auto arguments = Parse({"--json", "resnet*"});
  ASSERT_TRUE(arguments.ok()) << arguments.status();
  EXPECT_TRUE(arguments->Has("json"));
  EXPECT_EQ(arguments->Value("json"), "");
  EXPECT_THAT(arguments->words(), ElementsAre("resnet*"));
}

TEST(Arguments, OptionalValue_StandsBehindEquals) { EXPECT_EQ(Parse({"--json=a=b.json"})->Value("json"), "a=b.json"); }

TEST(Arguments, OptionsAmongWords_KeepTheWordsInOrder) {
  const auto arguments = Parse({"a", "--quiet", "b", "--task=x", "c"});
  ASSERT_TRUE(arguments.ok()) << arguments.status();
  EXPECT_THAT(arguments->words(), ElementsAre("a", "b", "c"));
  EXPECT_TRUE(arguments->Has("quiet"));
  EXPECT_EQ(arguments->Value("task"), "x");
}

TEST(Arguments, DoubleDash_EndsTheOptions) {
  const auto arguments = Parse({"--quiet", "--", "--json", "--", "--help"});
  ASSERT_TRUE(arguments.ok()) << arguments.status();
  EXPECT_FALSE(arguments->Has("json"));
  EXPECT_FALSE(arguments->Has("help"));
  EXPECT_THAT(arguments->words(), ElementsAre("--json", "--", "--help"));
}

TEST(Arguments, SingleDashAndEmptyWord_AreWords) { EXPECT_THAT(Parse({"-", ""})->words(), ElementsAre("-", "")); }

TEST(Arguments, WordsBehindDoubleDash_AreLiteral) {
  const auto arguments = Parse({"-", "a", "--", "-"});
  ASSERT_THAT(arguments->words(), ElementsAre("-", "a", "-"));
  EXPECT_FALSE(arguments->IsLiteral(0));
  EXPECT_FALSE(arguments->IsLiteral(1));
  EXPECT_TRUE(arguments->IsLiteral(2));
  EXPECT_FALSE(Parse({"-"})->IsLiteral(0));
}

TEST(Arguments, Help_WinsOverWhatIsWrong) {
  EXPECT_TRUE(Parse({"--nonsense", "--help"})->Has("help"));
  EXPECT_TRUE(Parse({"-h"})->Has("help"));
}

TEST(Arguments, RepeatableOption_KeepsAllValues) {
  EXPECT_THAT(Parse({"--include=a", "--include=b"})->Values("include"), ElementsAre("a", "b"));
}

TEST(Arguments, UnknownOption_IsRefusedWithTheNearest) {
  EXPECT_THAT(Refusal({"--jsn"}), HasSubstr("did you mean \"--json\""));
  EXPECT_THAT(Refusal({"--includ=x"}), HasSubstr("did you mean \"--include\""));
  EXPECT_THAT(Refusal({"--zzzzzzzz"}), testing::Not(HasSubstr("did you mean")));
}

TEST(Arguments, OneDash_IsRefusedWithTheOptionOfTwo) {
  EXPECT_THAT(Refusal({"-json"}), HasSubstr("did you mean \"--json\""));
  EXPECT_THAT(Refusal({"-q"}), HasSubstr("\"-q\""));
}

TEST(Arguments, ValueWhereNoneBelongs_IsRefused) { EXPECT_THAT(Refusal({"--quiet=1"}), HasSubstr("takes no value")); }

TEST(Arguments, MissingOrEmptyValue_IsRefused) {
  EXPECT_THAT(Refusal({"--task", "x"}), HasSubstr("--task=T"));
  EXPECT_THAT(Refusal({"--task="}), HasSubstr("--task=T"));
  EXPECT_THAT(Refusal({"--json="}), HasSubstr("--json[=FILE]"));
}

TEST(Arguments, OptionGivenTwice_IsRefused) { EXPECT_THAT(Refusal({"--json", "--json=x"}), HasSubstr("twice")); }

TEST(Arguments, UnavailableOption_IsRefusedInItsOwnWords) {
  EXPECT_EQ(Refusal({"--download"}), "--download comes later");
}

TEST(Arguments, Equals_WithoutAName_IsRefused) {
  EXPECT_THAT(Refusal({"--=x"}), HasSubstr("no option is called \"--\""));
}

}  // namespace
}  // namespace assay
