#include "models/context.h"

#include <limits>
#include <optional>
#include <thread>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/context_params.h"
#include "models/testing/toy_layers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ContextTest : public testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(ContextDepth(), 0); }
};

// The error of entering one override by name.
std::string ErrorOf(const NamedOverride& override, absl::StatusCode code) {
  const auto scope = EnterOverrides({override});
  EXPECT_EQ(scope.status().code(), code);
  return std::string(scope.status().message());
}

OverrideInForce InForce(const char* target, const char* parameter, OverrideValue value, int depth) {
  return {.override = {.target = target, .parameter = parameter, .value = std::move(value)}, .depth = depth};
}

TEST_F(ContextTest, NoScope_ListsNothing) {
  EXPECT_THAT(OverridesInForce(), IsEmpty());
  EXPECT_EQ(ContextText(), "");
  EXPECT_EQ(ContextDepth(), 0);
}

TEST_F(ContextTest, NestedScopes_ListEachParameterOnceWithItsDepth) {
  ContextParams<ToyNorm> outer({.eps = 0.5, .momentum = 0.25});
  ContextParams<ToyPyramid> pyramid({.init = ToyPyramid::Init::kChildren});
  ContextParams<ToyNorm> inner({.eps = 0.0});
  EXPECT_THAT(OverridesInForce(),
              ElementsAre(InForce("ToyNorm", "momentum", 0.25, 1), InForce("ToyPyramid", "init", "children", 2),
                          InForce("ToyNorm", "eps", 0.0, 3)));
  EXPECT_EQ(ContextText(), "ToyNorm.momentum = 0.25, ToyPyramid.init = \"children\", ToyNorm.eps = 0");
  EXPECT_EQ(ContextDepth(), 3);
}

TEST_F(ContextTest, EachType_IsListedWithItsValue) {
  ContextParams<ToyPyramid> scope({.bias = false, .levels = 5, .mode = "bilinear"});
  EXPECT_THAT(OverridesInForce(),
              ElementsAre(InForce("ToyPyramid", "bias", false, 1), InForce("ToyPyramid", "levels", int64_t{5}, 1),
                          InForce("ToyPyramid", "mode", "bilinear", 1)));
  EXPECT_EQ(ContextText(), "ToyPyramid.bias = false, ToyPyramid.levels = 5, ToyPyramid.mode = \"bilinear\"");
}

// Get and the list must agree on what an inner scope of the base does to an outer one of the derived class.
TEST_F(ContextTest, BaseInsideDerived_TakesTheDerivedOnesPlace) {
  ContextParams<ToyFrozenNorm> derived({.groups = 8, .eps = 0.5});
  ContextParams<ToyNorm> base({.eps = 0.25});
  EXPECT_THAT(OverridesInForce(),
              ElementsAre(InForce("ToyFrozenNorm", "groups", int64_t{8}, 1), InForce("ToyNorm", "eps", 0.25, 2)));
  EXPECT_EQ(ToyFrozenNorm().eps, 0.25);
}

TEST_F(ContextTest, DerivedInsideBase_LeavesTheBasesForOthers) {
  ContextParams<ToyNorm> base({.eps = 0.25});
  ContextParams<ToyFrozenNorm> derived({.eps = 0.5});
  EXPECT_THAT(OverridesInForce(),
              ElementsAre(InForce("ToyNorm", "eps", 0.25, 1), InForce("ToyFrozenNorm", "eps", 0.5, 2)));
}

TEST_F(ContextTest, Numbers_HaveTheDigitsThatTellThemApart) {
  EXPECT_EQ(OverrideText({"A", "b", 1e-5}), "A.b = 1e-05");
  EXPECT_EQ(OverrideText({"A", "b", 0.1}), "A.b = 0.1");
  EXPECT_EQ(OverrideText({"A", "b", 0.1 + 0.2}), "A.b = 0.30000000000000004");
  EXPECT_EQ(OverrideText({"A", "b", -std::numeric_limits<double>::infinity()}), "A.b = -inf");
  EXPECT_EQ(OverrideText({"A", "b", std::numeric_limits<int64_t>::min()}), "A.b = -9223372036854775808");
}

TEST_F(ContextTest, Classes_AreListedWithTheirParameters) {
  const std::vector<OverridableClass> classes = OverridableClasses();
  ASSERT_EQ(classes.size(), 4);
  EXPECT_EQ(classes[0].name, "ToyFrozenNorm");
  EXPECT_EQ(classes[0].base, "ToyNorm");
  EXPECT_EQ(classes[1].name, "ToyNorm");
  EXPECT_EQ(classes[1].base, "");
  EXPECT_EQ(classes[1].parameters[1].name, "momentum");
  EXPECT_EQ(classes[1].parameters[1].type, "double");
  EXPECT_THAT(classes[1].parameters[1].choices, IsEmpty());
  EXPECT_EQ(classes[2].name, "ToyPyramid");
  std::vector<std::string> types;
  for (const auto& parameter : classes[2].parameters) types.push_back(parameter.type);
  EXPECT_THAT(types, ElementsAre("bool", "int64", "string", "choice"));
  EXPECT_THAT(classes[2].parameters[3].choices, ElementsAre("modules", "children"));
  EXPECT_EQ(classes[3].name, "ToySyncNorm");
}

TEST_F(ContextTest, OverridesByName_HoldForTheScope) {
  {
    const auto scope = EnterOverrides({{"ToyNorm", "eps", 0.5},
                                       {"ToyPyramid", "bias", false},
                                       {"ToyPyramid", "levels", int64_t{5}},
                                       {"ToyPyramid", "mode", "bilinear"},
                                       {"ToyPyramid", "init", "children"}});
    ASSERT_TRUE(scope.ok()) << scope.status();
    EXPECT_EQ(ToyNorm().eps, 0.5);
    EXPECT_EQ(ToyNorm().momentum, 0.1);
    EXPECT_EQ(ToyNorm({.eps = 1e-3}).eps, 1e-3);
    const ToyPyramid pyramid;
    EXPECT_EQ(pyramid.bias, false);
    EXPECT_EQ(pyramid.levels, 5);
    EXPECT_EQ(pyramid.mode, "bilinear");
    EXPECT_EQ(pyramid.init, ToyPyramid::Init::kChildren);
    EXPECT_EQ(ContextDepth(), 2);
  }
  EXPECT_EQ(ToyNorm().eps, 1e-5);
}

TEST_F(ContextTest, OverridesByName_AddToTypedScopes) {
  ContextParams<ToyNorm> outer({.eps = 0.5, .momentum = 0.75});
  const auto by_name = EnterOverrides({{"ToyNorm", "eps", 0.25}});
  ASSERT_TRUE(by_name.ok()) << by_name.status();
  EXPECT_EQ(ToyNorm().eps, 0.25);
  EXPECT_EQ(ToyNorm().momentum, 0.75);
  ContextParams<ToyNorm> inner({.eps = 0.125});
  EXPECT_EQ(ToyNorm().eps, 0.125);
}

TEST_F(ContextTest, NoOverridesByName_IsNoScope) {
  const auto scope = EnterOverrides({});
  ASSERT_TRUE(scope.ok());
  EXPECT_EQ(ContextDepth(), 0);
}

TEST_F(ContextTest, UnknownClass_SuggestsTheNearestAndSaysWhatToLink) {
  EXPECT_EQ(
      ErrorOf({"ToyNorn", "eps", 0.5}, absl::StatusCode::kNotFound),
      "no class that takes overrides is called \"ToyNorn\"; linked are ToyFrozenNorm, ToyNorm, ToyPyramid, "
      "ToySyncNorm; a class is known where its constructor is linked: add the library of the layer, or of a model "
      "that has it, to the program's deps; did you mean \"ToyNorm\"?");
}

TEST_F(ContextTest, UnknownParameter_ListsThoseThatThereAre) {
  EXPECT_EQ(ErrorOf({"ToyNorm", "epz", 0.5}, absl::StatusCode::kNotFound),
            "ToyNorm has no parameter \"epz\" to override; it has eps, momentum; did you mean \"eps\"?");
  // A base's parameter that the class does not declare is none of its own.
  EXPECT_EQ(ErrorOf({"ToyFrozenNorm", "momentum", 0.5}, absl::StatusCode::kNotFound),
            "ToyFrozenNorm has no parameter \"momentum\" to override; it has groups, eps");
}

TEST_F(ContextTest, ValueOfAnotherType_IsRefused) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_EQ(ErrorOf({"ToyNorm", "eps", int64_t{1}}, kInvalid), "ToyNorm.eps: expected a double, got the int64 1");
  EXPECT_EQ(ErrorOf({"ToyNorm", "eps", "0.5"}, kInvalid), "ToyNorm.eps: expected a double, got the string \"0.5\"");
  EXPECT_EQ(ErrorOf({"ToyPyramid", "levels", 4.0}, kInvalid), "ToyPyramid.levels: expected an int64, got the double 4");
  EXPECT_EQ(ErrorOf({"ToyPyramid", "bias", int64_t{0}}, kInvalid), "ToyPyramid.bias: expected a bool, got the int64 0");
  EXPECT_EQ(ErrorOf({"ToyPyramid", "mode", true}, kInvalid), "ToyPyramid.mode: expected a string, got the bool true");
}

TEST_F(ContextTest, NoSuchChoice_ListsThoseThatThereAre) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_EQ(ErrorOf({"ToyPyramid", "init", "childen"}, kInvalid),
            "ToyPyramid.init: expected one of \"modules\", \"children\", got \"childen\"; did you mean \"children\"?");
  EXPECT_EQ(ErrorOf({"ToyPyramid", "init", int64_t{1}}, kInvalid),
            "ToyPyramid.init: expected one of \"modules\", \"children\", got the int64 1");
}

TEST_F(ContextTest, ParameterNamedTwice_IsRefused) {
  const auto scope = EnterOverrides({{"ToyNorm", "eps", 0.5}, {"ToyNorm", "eps", 0.5}});
  EXPECT_EQ(scope.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(scope.status().message(), "ToyNorm.eps is overridden twice: keep one of the two");
}

TEST_F(ContextTest, OneBadOverride_LeavesTheOthersOut) {
  const auto scope = EnterOverrides({{"ToyNorm", "eps", 0.5}, {"ToyNorm", "epz", 0.5}});
  EXPECT_FALSE(scope.ok());
  EXPECT_EQ(ToyNorm().eps, 1e-5);
}

TEST_F(ContextTest, MovedScope_EndsOnce) {
  auto first = EnterOverrides({{"ToyNorm", "eps", 0.5}});
  ASSERT_TRUE(first.ok());
  std::optional<ScopedContext> second(*std::move(first));
  EXPECT_EQ(ToyNorm().eps, 0.5);
  EXPECT_EQ(ContextDepth(), 1);
  *second = *EnterOverrides({{"ToyNorm", "eps", 0.25}});
  EXPECT_EQ(ToyNorm().eps, 0.25);
  EXPECT_EQ(ContextDepth(), 1);
  second.reset();
  EXPECT_EQ(ToyNorm().eps, 1e-5);
}

TEST_F(ContextTest, CapturedContext_ReachesAThreadThatEntersIt) {
  std::optional<ContextParams<ToyNorm>> outer(std::in_place, ToyNorm::Overrides{.eps = 0.5, .momentum = 0.75});
  std::optional<ContextParams<ToyNorm>> inner(std::in_place, ToyNorm::Overrides{.eps = 0.25});
  const CapturedContext captured = CaptureContext();
  // What ended, or began, since then changes nothing.
  inner.reset();
  outer.reset();
  ContextParams<ToyNorm> later({.eps = 0.0625});
  std::string before, inside, after;
  std::thread([&, captured] {
    before = ContextText();
    {
      ScopedContext scope(captured);
      inside = ContextText();
      EXPECT_EQ(ToyNorm().eps, 0.25);
      EXPECT_EQ(ToyNorm().momentum, 0.75);
    }
    after = ContextText();
  }).join();
  EXPECT_EQ(before, "");
  EXPECT_EQ(inside, "ToyNorm.momentum = 0.75, ToyNorm.eps = 0.25");
  EXPECT_EQ(after, "");
  EXPECT_EQ(ContextText(), "ToyNorm.eps = 0.0625");
}

TEST_F(ContextTest, CapturedContext_AddsToTheThreadsOwn) {
  CapturedContext captured;
  {
    ContextParams<ToyNorm> scope({.eps = 0.5});
    captured = CaptureContext();
  }
  ContextParams<ToyNorm> own({.eps = 0.25, .momentum = 0.75});
  ScopedContext scope(captured);
  EXPECT_EQ(ToyNorm().eps, 0.5);
  EXPECT_EQ(ToyNorm().momentum, 0.75);
}

TEST_F(ContextTest, NothingToCapture_IsEmpty) {
  EXPECT_TRUE(CapturedContext().empty());
  EXPECT_TRUE(CaptureContext().empty());
  ScopedContext scope(CapturedContext{});
  EXPECT_EQ(ContextDepth(), 0);
}

}  // namespace
}  // namespace assay
