#include "harness/compatibility/remove_acceptances.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

proto::Acceptance Used(const std::string& rule, const std::string& subject) {
  proto::Acceptance acceptance;
  acceptance.set_rule(rule);
  acceptance.set_subject(subject);
  return acceptance;
}

constexpr char kText[] = R"(# Breaks that are meant.

# The old one was a mistake.
acceptance {
  rule: "INIT_CHANGED"
  subject: "resnet18"
  reason: "ticket 12"
}

# And this one, too:
# really.
acceptance { rule: "INIT_CHANGED" subject: "resnet34" reason: "ticket 12" }
acceptance {
  rule: "GRADIENT_CHANGED"
  subject: "resnet18"
}
)";

TEST(RemoveAcceptances, OtherItem_Stays) {
  constexpr char kGroups[] = "acceptance { rule: \"A\" subject: \"b\" item: \"groups\" }\n";
  constexpr char kWidth[] = "acceptance { rule: \"A\" subject: \"b\" item: \"width\" }\n";
  proto::Acceptance used = Used("A", "b");
  used.set_item("groups");
  EXPECT_EQ(RemoveAcceptances(std::string(kGroups) + kWidth, {used}).value(), kWidth);
}

TEST(RemoveAcceptances, NoneUsed_LeavesEveryByte) { EXPECT_EQ(RemoveAcceptances(kText, {}).value(), kText); }

TEST(RemoveAcceptances, UsedOne_GoesWithItsCommentAndNothingElse) {
  EXPECT_EQ(RemoveAcceptances(kText, {Used("INIT_CHANGED", "resnet18")}).value(), R"(# Breaks that are meant.

# And this one, too:
# really.
acceptance { rule: "INIT_CHANGED" subject: "resnet34" reason: "ticket 12" }
acceptance {
  rule: "GRADIENT_CHANGED"
  subject: "resnet18"
}
)");
}

TEST(RemoveAcceptances, AllUsed_LeaveTheFilesOwnComment) {
  EXPECT_EQ(RemoveAcceptances(kText, {Used("INIT_CHANGED", "resnet18"), Used("INIT_CHANGED", "resnet34"),
                                      Used("GRADIENT_CHANGED", "resnet18")})
                .value(),
            "# Breaks that are meant.\n\n");
}

TEST(RemoveAcceptances, CommentThatTheFileBeginsWith_Stays) {
  EXPECT_EQ(RemoveAcceptances("# proto-file: harness/golden.proto\nacceptance { rule: \"A\" subject: \"b\" }\n",
                              {Used("A", "b")})
                .value(),
            "# proto-file: harness/golden.proto\n");
}

TEST(RemoveAcceptances, TwoOnALineOfWhichOneStays_IsRefused) {
  const auto text = RemoveAcceptances("acceptance { rule: \"A\" } acceptance { rule: \"B\" }\n", {Used("A", "")});
  EXPECT_EQ(text.status(),
            absl::InvalidArgumentError(
                "golden/acceptances.textproto:1: two acceptances on one line: give each lines of its own"));
}

TEST(RemoveAcceptances, TextThatIsNone_IsRefused) {
  EXPECT_THAT(std::string(RemoveAcceptances("acceptance { rul: 3 }", {}).status().message()),
              testing::StartsWith("golden/acceptances.textproto:1:"));
}

}  // namespace
}  // namespace assay
