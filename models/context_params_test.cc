#include "models/context_params.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <type_traits>

#include "gtest/gtest.h"
#include "models/context.h"
#include "models/testing/toy_layers.h"

namespace assay {
namespace {

// What compiles, and what does not.
template <class T>
concept KnowsEps = requires {
  ContextParams<T>({.eps = 0.5});
};
template <class T>
concept KnowsEpsilon = requires {
  ContextParams<T>({.epsilon = 0.5});
};
template <class T>
concept TakesTextForEps = requires {
  ContextParams<T>({.eps = "0.5"});
};
template <class T>
concept TakesNothing = requires {
  ContextParams<T>();
};
static_assert(KnowsEps<ToyNorm>);
static_assert(!KnowsEpsilon<ToyNorm>, "an unknown parameter must not compile");
static_assert(!KnowsEps<ToyPyramid>, "another class's parameter must not compile");
static_assert(!TakesTextForEps<ToyNorm>, "a value of another type must not compile");
static_assert(!TakesNothing<ToyNorm>);
static_assert(!std::is_copy_constructible_v<ContextParams<ToyNorm>>);
static_assert(!std::is_move_constructible_v<ContextParams<ToyNorm>>);
static_assert(!std::is_convertible_v<ToyNorm::Overrides, ContextParams<ToyNorm>>);

struct HalfDeclared {
  std::optional<bool> named;
  std::optional<bool> forgotten;
};
static_assert(context_internal::CountMembers<HalfDeclared>() == 2, "a member that is not declared is noticed");
static_assert(context_internal::CountMembers<ToyPyramid::Overrides>() == 4);

struct NormOfInts {
  struct Overrides {
    std::optional<int64_t> eps;
  };
  static constexpr auto DeclareOverrides() {
    return OverridesOf<NormOfInts, ToyNorm>("NormOfInts", Overridable("eps", &Overrides::eps));
  }
};
static_assert(!context_internal::AgreesWithBase<NormOfInts>(), "another type than the base's is noticed");
static_assert(context_internal::AgreesWithBase<ToyFrozenNorm>());

class ContextParamsTest : public testing::Test {
 protected:
  // Whatever a test did, it leaves nothing in force.
  void TearDown() override { EXPECT_EQ(ContextDepth(), 0); }
};

TEST_F(ContextParamsTest, NoScope_GivesTheDefaults) {
  EXPECT_EQ(ToyNorm().eps, 1e-5);
  EXPECT_EQ(ToyNorm().momentum, 0.1);
}

TEST_F(ContextParamsTest, Scope_ReplacesTheDefaultAndGivesItBack) {
  {
    ContextParams<ToyNorm> scope({.eps = 0.0});
    EXPECT_EQ(ToyNorm().eps, 0.0);
    EXPECT_EQ(ToyNorm().momentum, 0.1);
  }
  EXPECT_EQ(ToyNorm().eps, 1e-5);
}

TEST_F(ContextParamsTest, EachType_CanBeOverridden) {
  ContextParams<ToyPyramid> scope(
      {.bias = false, .levels = 5, .mode = "bilinear", .init = ToyPyramid::Init::kChildren});
  const ToyPyramid pyramid;
  EXPECT_EQ(pyramid.bias, false);
  EXPECT_EQ(pyramid.levels, 5);
  EXPECT_EQ(pyramid.mode, "bilinear");
  EXPECT_EQ(pyramid.init, ToyPyramid::Init::kChildren);
}

TEST_F(ContextParamsTest, OverrideThatEqualsAZero_IsAnOverride) {
  ContextParams<ToyPyramid> scope({.bias = false, .levels = 0, .mode = ""});
  EXPECT_EQ(ToyPyramid().levels, 0);
  EXPECT_EQ(ToyPyramid().mode, "");
}

TEST_F(ContextParamsTest, StatedArgument_Wins) {
  ContextParams<ToyNorm> scope({.eps = 0.0, .momentum = 0.5});
  const ToyNorm norm({.eps = 1e-3});
  EXPECT_EQ(norm.eps, 1e-3);
  EXPECT_EQ(norm.momentum, 0.5);
}

TEST_F(ContextParamsTest, InactiveScope_DoesNothing) {
  ContextParams<ToyNorm> outer({.eps = 0.5});
  ContextParams<ToyNorm> inactive({.eps = 0.0}, /*active=*/false);
  EXPECT_EQ(ToyNorm().eps, 0.5);
  EXPECT_EQ(ContextDepth(), 1);
}

TEST_F(ContextParamsTest, OtherClasses_AreNotTouched) {
  ContextParams<ToyPyramid> scope({.levels = 5});
  EXPECT_EQ(ToyNorm().eps, 1e-5);
}

TEST_F(ContextParamsTest, NestedScopes_AddUp) {
  ContextParams<ToyNorm> outer({.momentum = 0.5});
  {
    ContextParams<ToyNorm> inner({.eps = 0.0});
    EXPECT_EQ(ToyNorm().eps, 0.0);
    EXPECT_EQ(ToyNorm().momentum, 0.5);
  }
  EXPECT_EQ(ToyNorm().eps, 1e-5);
  EXPECT_EQ(ToyNorm().momentum, 0.5);
}

// The reference implementation drops the outer scope here.
TEST_F(ContextParamsTest, InnerScope_GivesTheOuterOneBack) {
  ContextParams<ToyNorm> outer({.eps = 0.5});
  for (int i = 0; i < 3; ++i) {
    ContextParams<ToyNorm> inner({.eps = 0.25});
    EXPECT_EQ(ToyNorm().eps, 0.25);
    ContextParams<ToyNorm> innermost({.eps = 0.125});
    EXPECT_EQ(ToyNorm().eps, 0.125);
  }
  EXPECT_EQ(ToyNorm().eps, 0.5);
}

TEST_F(ContextParamsTest, ConstructorThatThrows_LeavesWhatWasInForce) {
  ContextParams<ToyNorm> outer({.eps = 0.5});
  EXPECT_THROW(ToyThrowing(), std::runtime_error);
  EXPECT_EQ(ToyNorm().eps, 0.5);
  EXPECT_EQ(ContextDepth(), 1);
}

TEST_F(ContextParamsTest, ExceptionThroughScopes_LeavesWhatWasInForce) {
  ContextParams<ToyNorm> outer({.eps = 0.5});
  try {
    ContextParams<ToyNorm> one({.eps = 0.25});
    ContextParams<ToyFrozenNorm> two({.eps = 0.125});
    throw std::runtime_error("toy");
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(ToyNorm().eps, 0.5);
  EXPECT_EQ(ToyFrozenNorm().eps, 0.5);
}

TEST_F(ContextParamsTest, ScopeOfTheBase_HoldsForTheDerivedClass) {
  ContextParams<ToyNorm> scope({.eps = 0.5, .momentum = 0.75});
  EXPECT_EQ(ToyFrozenNorm().eps, 0.5);
  EXPECT_EQ(ToyFrozenNorm().groups, 1);
  EXPECT_EQ(ToySyncNorm().eps, 0.5);
  EXPECT_EQ(ToySyncNorm().momentum, 0.75);
}

TEST_F(ContextParamsTest, ScopeOfTheDerivedClass_NeverHoldsForItsBase) {
  ContextParams<ToySyncNorm> sync({.eps = 0.5});
  ContextParams<ToyFrozenNorm> frozen({.groups = 8, .eps = 0.25});
  EXPECT_EQ(ToySyncNorm().eps, 0.5);
  EXPECT_EQ(ToyFrozenNorm().eps, 0.25);
  EXPECT_EQ(ToyFrozenNorm().groups, 8);
  EXPECT_EQ(ToyNorm().eps, 1e-5);
}

// In the reference implementation a derived class appends to its base's queue.
TEST_F(ContextParamsTest, InterleavedScopesOfBaseAndDerived_CountFromTheInside) {
  ContextParams<ToyNorm> base({.eps = 0.5});
  {
    ContextParams<ToyFrozenNorm> derived({.eps = 0.25});
    EXPECT_EQ(ToyNorm().eps, 0.5);
    EXPECT_EQ(ToyFrozenNorm().eps, 0.25);
    {
      ContextParams<ToyNorm> base_again({.eps = 0.125});
      EXPECT_EQ(ToyNorm().eps, 0.125);
      EXPECT_EQ(ToyFrozenNorm().eps, 0.125);
    }
    EXPECT_EQ(ToyNorm().eps, 0.5);
    EXPECT_EQ(ToyFrozenNorm().eps, 0.25);
  }
  EXPECT_EQ(ToyNorm().eps, 0.5);
  EXPECT_EQ(ToyFrozenNorm().eps, 0.5);
}

TEST_F(ContextParamsTest, OuterScopeThatEndsFirst_LeavesTheInnerOne) {
  auto outer = std::make_unique<ContextParams<ToyNorm>>(ToyNorm::Overrides{.eps = 0.5, .momentum = 0.75});
  auto inner = std::make_unique<ContextParams<ToyNorm>>(ToyNorm::Overrides{.eps = 0.25});
  outer.reset();
  EXPECT_EQ(ToyNorm().eps, 0.25);
  EXPECT_EQ(ToyNorm().momentum, 0.1);
  inner.reset();
  EXPECT_EQ(ToyNorm().eps, 1e-5);
}

TEST_F(ContextParamsTest, ScopesInAnyOrderOfEnding_TakeBackTheirOwnAlone) {
  const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
  for (const auto& order : orders) {
    std::optional<ContextParams<ToyNorm>> scopes[3];
    for (int i = 0; i < 3; ++i) scopes[i].emplace(ToyNorm::Overrides{.eps = i + 1.0});
    for (int ended : order) {
      scopes[ended].reset();
      double expected = 1e-5;
      for (int i = 0; i < 3; ++i) {
        if (scopes[i]) expected = i + 1.0;
      }
      EXPECT_EQ(ToyNorm().eps, expected) << "after " << ended << " of " << order[0] << order[1] << order[2];
    }
  }
}

TEST_F(ContextParamsTest, OtherThreads_SeeNothing) {
  ContextParams<ToyNorm> scope({.eps = 0.5});
  double seen = 0;
  std::thread([&] { seen = ToyNorm().eps; }).join();
  EXPECT_EQ(seen, 1e-5);
}

TEST_F(ContextParamsTest, ScopeOfAnotherThread_EndsWithoutATrace) {
  ContextParams<ToyNorm> scope({.eps = 0.5});
  double seen = 0;
  std::thread([&] {
    ContextParams<ToyNorm> own({.momentum = 0.25});
    seen = ToyNorm().eps;
  }).join();
  EXPECT_EQ(seen, 1e-5);
  EXPECT_EQ(ToyNorm().eps, 0.5);
  EXPECT_EQ(ToyNorm().momentum, 0.1);
}

TEST(ContextParamsDeathTest, ScopeThatEndsOnAnotherThread_EndsTheProcess) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        auto scope = std::make_unique<ContextParams<ToyNorm>>(ToyNorm::Overrides{.eps = 0.5});
        std::thread([&] { scope.reset(); }).join();
      },
      "a ContextParams scope of ToyNorm ends on another thread than it began on; .*CaptureContext");
}

TEST(ContextParamsDeathTest, TwoClassesOfOneName_EndTheProcess) {
  static constexpr context_internal::TargetInfo kImpostor = {"ToyNorm", nullptr, {}, nullptr, nullptr};
  EXPECT_DEATH(context_internal::Register(&kImpostor), "two classes declare overrides as \"ToyNorm\"");
}

}  // namespace
}  // namespace assay
