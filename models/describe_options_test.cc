#include "models/describe_options.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {

// In a namespace that has a name, as options are.
namespace toy {

enum class Colour { kRed, kGreen };
enum Far { kNear = 1, kFar = 1000 };
struct Part {
  int32_t count = 3;
};
class Layer;
using LayerFunction = std::function<std::shared_ptr<Layer>(int64_t channels, const std::string& name)>;

// A value that says more than "set".
struct Named {
  int number = 7;
};
std::string OptionText(const Named& named) { return "number " + std::to_string(named.number); }

// As WeightsArgument: made of several things, and of none.
class Argument {
 public:
  Argument() = default;
  Argument(std::nullopt_t) {}
  Argument(std::string text) : text_(std::move(text)) {}
  Argument(std::optional<std::string> text) : text_(std::move(text)) {}
  // What does not fit is refused in words.
  template <class T>
  requires(!std::is_same_v<std::remove_cvref_t<T>, Argument> && !std::convertible_to<T, std::optional<std::string>>)
      Argument(T) {
    static_assert(std::is_same_v<T, std::string>, "an argument is a text");
  }
  bool has_value() const { return text_.has_value(); }

 private:
  std::optional<std::string> text_;
};

struct Everything {
  Argument weights = std::nullopt;
  bool flag = true;
  int64_t whole = -4;
  uint8_t small = 200;
  double number = 0.1;
  float single = 0.25f;
  std::string text = "a \"b\"";
  Colour colour = Colour::kGreen;
  Far far = kFar;
  std::optional<int64_t> maybe = std::nullopt;
  std::optional<Colour> maybe_colour = Colour::kRed;
  std::array<bool, 3> flags = {false, true, false};
  std::vector<int64_t> sizes = {1, 2};
  std::vector<Part> parts = {};
  LayerFunction function = nullptr;
  std::shared_ptr<Layer> layer = nullptr;
  Part part = {};
  Named named = {};
  Argument argument = std::string("x");
};

template <class W>
struct Generic {
  W weights = {};
  std::optional<double> p = 0.5;
};

struct Twenty {
  int a1 = 1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, last = 20;
};
struct TwentyOne {
  int a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21;
};
struct Derived : Part {
  int more = 1;
};
struct Empty {};

// What callers with designated initialisers are hurt by shows in the description.
struct Before {
  int64_t groups = 1;
  double dropout = 0.2;
};
struct Reordered {
  double dropout = 0.2;
  int64_t groups = 1;
};
struct Renamed {
  int64_t group_count = 1;
  double dropout = 0.2;
};
struct Retyped {
  int32_t groups = 1;
  double dropout = 0.2;
};
struct OtherDefault {
  int64_t groups = 1;
  double dropout = 0.3;
};

}  // namespace toy

namespace {

using testing::ElementsAre;

TEST(DescribeOptions, EveryKindOfMember_HasNameTypeAndDefault) {
  const OptionStruct described = DescribeOptions<toy::Everything>();
  EXPECT_EQ(described.name, "toy::Everything");
  EXPECT_THAT(
      described.options,
      ElementsAre(OptionMember{"weights", "toy::Argument", "none"}, OptionMember{"flag", "bool", "true"},
                  OptionMember{"whole", "int64", "-4"}, OptionMember{"small", "uint8", "200"},
                  OptionMember{"number", "double", "0.1"}, OptionMember{"single", "float", "0.25"},
                  OptionMember{"text", "string", "\"a \\\"b\\\"\""}, OptionMember{"colour", "toy::Colour", "kGreen"},
                  OptionMember{"far", "toy::Far", "1000"}, OptionMember{"maybe", "optional int64", "none"},
                  OptionMember{"maybe_colour", "optional toy::Colour", "kRed"},
                  OptionMember{"flags", "3 of bool", "[false, true, false]"},
                  OptionMember{"sizes", "list of int64", "[1, 2]"}, OptionMember{"parts", "list of toy::Part", "[]"},
                  OptionMember{"function", "function(int64, string) -> shared toy::Layer", "none"},
                  OptionMember{"layer", "shared toy::Layer", "none"}, OptionMember{"part", "toy::Part", "set"},
                  OptionMember{"named", "toy::Named", "number 7"}, OptionMember{"argument", "toy::Argument", "set"}));
}

TEST(DescribeOptions, StructOfATemplate_SaysOfWhat) {
  const OptionStruct described = DescribeOptions<toy::Generic<toy::Part>>();
  EXPECT_EQ(described.name, "toy::Generic<toy::Part>");
  EXPECT_THAT(described.options,
              ElementsAre(OptionMember{"weights", "toy::Part", "set"}, OptionMember{"p", "optional double", "0.5"}));
}

TEST(IsReflectable, LimitsOfTheTechnique_AreKnownAtCompileTime) {
  static_assert(internal::IsReflectable<toy::Twenty>());
  static_assert(!internal::IsReflectable<toy::TwentyOne>());
  static_assert(!internal::IsReflectable<toy::Derived>());
  static_assert(!internal::IsReflectable<toy::Empty>());
  static_assert(!internal::IsReflectable<toy::Argument>());
  static_assert(!internal::IsReflectable<int>());
  EXPECT_EQ(DescribeOptions<toy::Twenty>().options.back(), (OptionMember{"last", "int32", "20"}));
}

TEST(DescribeOptions, ReorderedRenamedRetypedOrOtherDefault_IsAnotherDescription) {
  const auto options = DescribeOptions<toy::Before>().options;
  EXPECT_EQ(options, (std::vector<OptionMember>{{"groups", "int64", "1"}, {"dropout", "double", "0.2"}}));
  EXPECT_EQ(DescribeOptions<toy::Reordered>().options, (std::vector<OptionMember>{options[1], options[0]}));
  EXPECT_EQ(DescribeOptions<toy::Renamed>().options[0], (OptionMember{"group_count", "int64", "1"}));
  EXPECT_EQ(DescribeOptions<toy::Retyped>().options[0], (OptionMember{"groups", "int32", "1"}));
  EXPECT_EQ(DescribeOptions<toy::OtherDefault>().options[1], (OptionMember{"dropout", "double", "0.3"}));
}

}  // namespace
}  // namespace assay
