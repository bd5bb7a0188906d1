// Old calls of typed builders: what they warn of is C++ that compiles, and means the same.
#include "models/legacy_builder.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/bert/legacy.h"
#include "models/builder.h"
#include "models/mobilenet/legacy.h"
#include "models/resnet_fpn/legacy.h"

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

// A program of its own, which says `assay` nowhere but where it must.
namespace elsewhere {

absl::StatusOr<assay::MobileNetV2> small(const assay::BuilderOptions<assay::MobileNetV2Weights>& options) {
  if (options.weights.has_value()) return absl::UnavailableError("it would load");
  return assay::MobileNetV2({.num_classes = 2, .settings = {{1, 8, 1, 2}}});
}

namespace legacy {
ASSAY_LEGACY_BUILDER(assay::MobileNetV2, small, ::elsewhere::small, assay::MobileNetV2Weights);
}

}  // namespace elsewhere

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LegacyNamespace : public testing::Test {
 protected:
  // Whether what a call warned of tells to write `today`.
  void ExpectAdvice(const std::string& old, const std::string& today, const std::string& best) {
    EXPECT_THAT(seen_,
                ElementsAre(old + " is deprecated; write " + today + " for the same; the best weights are " + best));
    seen_.clear();
  }

  std::vector<std::string> seen_;
  ScopedWarningHandler keep_{[this](const Warning& warning) {
    if (warning.kind == WarningKind::kDeprecated) seen_.push_back(warning.message);
    return absl::OkStatus();
  }};
};

// The advised call is the same text for the compiler and for the expectation. Both calls give a model or, where a file
// is not at hand, the same error.
#define EXPECT_ADVICE(best, old, ...)                     \
  {                                                       \
    const absl::Status old_status = legacy::old.status(); \
    ExpectAdvice(#old, #__VA_ARGS__, best);               \
    EXPECT_EQ((__VA_ARGS__).status(), old_status);        \
    EXPECT_THAT(seen_, IsEmpty());                        \
  }

TEST_F(LegacyNamespace, OldCalls_BuildAndWarn) {
  constexpr char kBest[] = "MobileNetV2Weights::kDefault, now MobileNetV2Weights::kImageNet1kV2";
  EXPECT_ADVICE(kBest, mobilenet_v2(true), mobilenet_v2({.weights = MobileNetV2Weights::kImageNet1kV1}));
  EXPECT_ADVICE(kBest, mobilenet_v2(false), mobilenet_v2({.weights = std::nullopt}));
  EXPECT_ADVICE(kBest, mobilenet_v2(true, false),
                mobilenet_v2({.weights = MobileNetV2Weights::kImageNet1kV1, .progress = false}));
  EXPECT_ADVICE(kBest, mobilenet_v2(MobileNetV2Weights::kImageNet1kV1),
                mobilenet_v2({.weights = MobileNetV2Weights::kImageNet1kV1}));
  EXPECT_ADVICE(kBest, mobilenet_v2(std::nullopt), mobilenet_v2({.weights = std::nullopt}));
  EXPECT_ADVICE(kBest, mobilenet_v2(), mobilenet_v2({.weights = std::nullopt}));
  EXPECT_TRUE(legacy::mobilenet_v2(true).ok());
}

TEST_F(LegacyNamespace, ComposedBuilder_TakesPretrainedBackbone) {
  constexpr char kBest[] = "ResNet50Weights::kDefault, now ResNet50Weights::kImageNet1kV2";
  const absl::Status status = legacy::resnet50_fpn({.pretrained_backbone = true}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << status;  // resnet50's file is not at hand here.
  ExpectAdvice("resnet50_fpn({.pretrained_backbone = true})",
               "resnet50_fpn({.weights_backbone = ResNet50Weights::kImageNet1kV1})", kBest);
  EXPECT_EQ(resnet50_fpn({.weights_backbone = ResNet50Weights::kImageNet1kV1}).status(), status);
  EXPECT_TRUE(legacy::resnet50_fpn_v2({.pretrained_backbone = false, .progress = false}).ok());
  ExpectAdvice("resnet50_fpn_v2({.pretrained_backbone = false, .progress = false})",
               "resnet50_fpn_v2({.weights_backbone = std::nullopt, .progress = false})", kBest);
}

TEST_F(LegacyNamespace, TextEncoder_HasThemToo) {
  EXPECT_ADVICE("MiniLML6V2Weights::kDefault, now MiniLML6V2Weights::kSentencesV1", minilm_l6_v2(std::nullopt),
                minilm_l6_v2({.weights = std::nullopt}));
}

TEST_F(LegacyNamespace, MacroInAnotherNamespace_CallsItsBuilder) {
  EXPECT_TRUE(elsewhere::legacy::small().ok());
  EXPECT_EQ(elsewhere::legacy::small(true).status(), absl::UnavailableError("it would load"));
  EXPECT_EQ(seen_.size(), 2u);
}

TEST_F(LegacyNamespace, WarningAsError_IsTheCallsStatus) {
  const ScopedWarningHandler strict(WarningIsError);
  EXPECT_EQ(legacy::mobilenet_v2(true).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace assay
