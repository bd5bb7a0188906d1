// What a legacy call's warning says to write: it compiles, and gives the same model.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/legacy.h"
#include "models/registry.h"

namespace assay {
namespace {

using testing::HasSubstr;

// The call that a warning says to write, as the compiler takes it: what is expected of the warning and what is called
// are the same text.
#define EXPECT_ADVICE(parameters, ...)                                                                  \
  {                                                                                                     \
    std::string warning;                                                                                \
    const ScopedWarningHandler keep([&](const Warning& seen) {                                          \
      if (seen.kind == WarningKind::kDeprecated) warning += seen.message;                               \
      return absl::OkStatus();                                                                          \
    });                                                                                                 \
    const auto call = TranslateLegacy("mobilenet_v2", std::vector<LegacyParameter> parameters);         \
    ASSERT_TRUE(call.ok() && call->warning) << call.status();                                           \
    EXPECT_THAT(call->warning->message, HasSubstr(" deprecated; write " #__VA_ARGS__ " for the same")); \
    const auto old = get("mobilenet_v2", call->options);                                                \
    const auto advised = __VA_ARGS__;                                                                   \
    ASSERT_TRUE(old.ok() && advised.ok()) << old.status() << advised.status();                          \
    EXPECT_EQ(NameOf(*old), NameOf(*advised));                                                          \
    EXPECT_EQ(ClassesOf(*old), ClassesOf(*advised));                                                    \
    EXPECT_EQ(warning, "");                                                                             \
  }

std::string NameOf(const Built& built) { return built.weights ? built.weights->FullName() : "-"; }
int64_t ClassesOf(const Built& built) { return built.model.state_dict().back().tensor.size(0); }  // Of its bias.

TEST(LegacyAdvice, WholeCall_CompilesAndMeansTheSame) {
  const WeightEntry entry = get_weight("MobileNet_V2_Weights.IMAGENET1K_V1").value();
  EXPECT_ADVICE(({{"pretrained", true}}), get("mobilenet_v2", "MobileNet_V2_Weights.IMAGENET1K_V1"));
  EXPECT_ADVICE(({{"pretrained_backbone", false}}), get("mobilenet_v2", std::nullopt));
  EXPECT_ADVICE(({{"pretrained", false}, {"num_classes", 10}}), get("mobilenet_v2", {.num_classes = 10}));
  EXPECT_ADVICE(({false, false}), get("mobilenet_v2", {.progress = false}));
  EXPECT_ADVICE(({{"weights", entry}, {"pretrained_backbone", false}}), get("mobilenet_v2", entry));
  EXPECT_ADVICE(({{"weights", entry}, {"pretrained_backbone", false}, {"progress", false}}),
                get("mobilenet_v2", {.weights = entry, .progress = false}));
  EXPECT_ADVICE(({{"pretrained", true}, {"progress", false}, {"num_classes", 1000}}),
                get("mobilenet_v2", {.weights = get_weight("MobileNet_V2_Weights.IMAGENET1K_V1").value(),
                                     .progress = false,
                                     .num_classes = 1000}));
}

}  // namespace
}  // namespace assay
