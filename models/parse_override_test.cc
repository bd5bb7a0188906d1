#include "models/parse_override.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/testing/toy_layers.h"

namespace assay {
namespace {

using testing::HasSubstr;

// One parameter of each type.
class ToyAll {
 public:
  enum class Kind { kOld, kNew };
  struct Overrides {
    std::optional<bool> flag = {};
    std::optional<int64_t> count = {};
    std::optional<double> rate = {};
    std::optional<std::string> text = {};
    std::optional<Kind> kind = {};
  };
  static constexpr auto DeclareOverrides() {
    return OverridesOf<ToyAll>("ToyAll", Overridable("flag", &Overrides::flag), Overridable("count", &Overrides::count),
                               Overridable("rate", &Overrides::rate), Overridable("text", &Overrides::text),
                               Overridable("kind", &Overrides::kind, {{"old", Kind::kOld}, {"new", Kind::kNew}}));
  }
  ToyAll() : flag(ContextParams<ToyAll>::Get(&Overrides::flag, false)) {}
  const bool flag;
};

std::string Message(absl::string_view name, absl::string_view value) {
  const auto parsed = ParseOverride(name, value);
  return parsed.ok() ? "parsed" : std::string(parsed.status().message());
}

TEST(ParseOverride, Value_IsOfTheDeclaredType) {
  EXPECT_EQ(ParseOverride("ToyAll.flag", "true").value(), (NamedOverride{"ToyAll", "flag", true}));
  EXPECT_EQ(ParseOverride("ToyAll.flag", "false").value(), (NamedOverride{"ToyAll", "flag", false}));
  EXPECT_EQ(ParseOverride("ToyAll.count", "-3").value(), (NamedOverride{"ToyAll", "count", int64_t{-3}}));
  EXPECT_EQ(ParseOverride("ToyAll.rate", "0").value(), (NamedOverride{"ToyAll", "rate", 0.0}));
  EXPECT_EQ(ParseOverride("ToyAll.rate", "1e-5").value(), (NamedOverride{"ToyAll", "rate", 1e-5}));
  EXPECT_EQ(ParseOverride("ToyAll.text", "").value(), (NamedOverride{"ToyAll", "text", std::string()}));
  EXPECT_EQ(ParseOverride("ToyAll.kind", "old").value(), (NamedOverride{"ToyAll", "kind", std::string("old")}));
}

TEST(ParseOverride, ValueOfAnotherType_SaysWhatIsExpected) {
  EXPECT_EQ(Message("ToyAll.flag", "1"), "ToyAll.flag: expected true or false, got \"1\"");
  EXPECT_EQ(Message("ToyAll.count", "1.5"), "ToyAll.count: expected an integer, got \"1.5\"");
  EXPECT_EQ(Message("ToyAll.rate", "nan"), "ToyAll.rate: expected a finite number, got \"nan\"");
  EXPECT_EQ(Message("ToyAll.rate", "0.0x"), "ToyAll.rate: expected a finite number, got \"0.0x\"");
  EXPECT_EQ(Message("ToyAll.kind", "olde"),
            "ToyAll.kind: expected one of \"old\", \"new\", got \"olde\"; did you mean \"old\"?");
}

TEST(ParseOverride, NameOfAnotherForm_IsRefused) {
  for (const char* name : {"", "ToyNorm", ".eps", "ToyNorm."}) {
    EXPECT_EQ(ParseOverride(name, "0").status().code(), absl::StatusCode::kInvalidArgument) << name;
  }
}

TEST(ParseOverride, UnknownClassOrParameter_IsNotFound) {
  EXPECT_EQ(ParseOverride("ToyNrom.eps", "0").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Message("ToyNrom.eps", "0"), HasSubstr("did you mean \"ToyNorm\"?"));
  EXPECT_THAT(Message("ToyNorm.ep", "0"), HasSubstr("ToyNorm has no parameter \"ep\" to override; it has eps"));
}

}  // namespace
}  // namespace assay
