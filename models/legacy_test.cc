#include "models/legacy.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/mobilenet/mobilenet_v2.h"
#include "models/regnet/regnet.h"

namespace assay {
namespace {

using testing::EndsWith;
using testing::StartsWith;

constexpr char kV1[] = "MobileNet_V2_Weights.IMAGENET1K_V1";
constexpr char kV2[] = "MobileNet_V2_Weights.IMAGENET1K_V2";
constexpr char kAsV1[] =
    "get(\"mobilenet_v2\", \"MobileNet_V2_Weights.IMAGENET1K_V1\") for the same; the best weights are "
    "MobileNet_V2_Weights.default (kDefault), now IMAGENET1K_V2";
constexpr char kAsNone[] = "get(\"mobilenet_v2\", std::nullopt) for the same";

Model MakeToy(const ConstructOptions& options) {
  return MobileNetV2({.num_classes = options.num_classes, .settings = {{1, 8, 1, 2}}});
}

// A builder without weights, and one that is composed with mobilenet_v2.
[[maybe_unused]] const bool kToysAreRegistered =
    RegisterBuilder({.name = "toy", .family = "toy", .task = "classification", .construct = MakeToy}) &&
    RegisterBuilder({.name = "toy_composed",
                     .family = "toy",
                     .task = "detection",
                     .construct = MakeToy,
                     .backbone = "mobilenet_v2",
                     .load_backbone = [](Model&, const WeightEntry& weights, bool) {
                       return absl::UnavailableError("the backbone gets " + weights.FullName());
                     }});

// What a call means: the full names of its weights, "-" for none, and the warning without its common beginning.
struct Meaning {
  std::string weights, backbone, warning;
};

Meaning MeaningOf(const char* builder, std::vector<LegacyParameter> parameters) {
  const auto call = TranslateLegacy(builder, parameters);
  EXPECT_TRUE(call.ok()) << call.status();
  if (!call.ok()) return {};
  const auto name = [](const std::optional<WeightEntry>& entry) { return entry ? entry->FullName() : "-"; };
  Meaning meaning{name(call->options.weights), name(call->options.weights_backbone), ""};
  const std::string beginning = std::string("get(\"") + builder + "\", ...): ";
  if (!call->warning) return meaning;
  EXPECT_THAT(call->warning->message, StartsWith(beginning));
  EXPECT_EQ(call->warning->kind, WarningKind::kDeprecated);
  EXPECT_EQ(call->warning->subject, builder);
  meaning.warning = call->warning->message.substr(beginning.size());
  return meaning;
}

// The message of a call that is refused, without its beginning.
std::string RefusalOf(const char* builder, std::vector<LegacyParameter> parameters,
                      absl::StatusCode code = absl::StatusCode::kInvalidArgument) {
  const absl::Status status = TranslateLegacy(builder, parameters).status();
  EXPECT_EQ(status.code(), code) << status;
  const std::string message(status.message()), beginning = std::string("get(\"") + builder + "\", ...): ";
  EXPECT_THAT(message, StartsWith(beginning));
  return message.substr(std::min(message.size(), beginning.size()));
}

TEST(LegacyPretrained, True_IsTheOldestEntryAndNeverTheBest) {
  const Meaning meaning = MeaningOf("mobilenet_v2", {{"pretrained", true}});
  EXPECT_EQ(meaning.weights, kV1);
  EXPECT_EQ(meaning.warning, std::string("pretrained is deprecated; write ") + kAsV1);
}

TEST(LegacyPretrained, FalseOrNone_IsNoWeights) {
  for (const LegacyValue& value : {LegacyValue(false), LegacyValue(std::nullopt)}) {
    const Meaning meaning = MeaningOf("mobilenet_v2", {{"pretrained", value}});
    EXPECT_EQ(meaning.weights, "-");
    EXPECT_EQ(meaning.warning, std::string("pretrained is deprecated; write ") + kAsNone);
  }
}

TEST(LegacyPretrained, NoBool_IsRefused) {
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"pretrained", "IMAGENET1K_V1"}}), "pretrained is a bool, not a string");
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"pretrained", 1}}), "pretrained is a bool, not an integer");
}

TEST(LegacyPretrained, TrueWhereThereAreNoWeights_IsRefused) {
  EXPECT_EQ(RefusalOf("toy", {{"pretrained", true}}), "pretrained is true, but toy has no weights: leave it out");
  EXPECT_EQ(MeaningOf("toy", {{"pretrained", false}}).weights, "-");
}

TEST(TranslateLegacy, PretrainedOfABuilderThatNeverTookIt_IsRefused) {
  for (const LegacyParameter& parameter : {LegacyParameter("pretrained", true), LegacyParameter(true)}) {
    EXPECT_THAT(RefusalOf("regnet_y_128gf", {parameter}),
                EndsWith("is true, but it never stood for weights of regnet_y_128gf: name an entry, such as "
                         "{\"weights\", \"IMAGENET1K_SWAG_E2E_V1\"}"));
  }
  EXPECT_EQ(MeaningOf("regnet_y_128gf", {{"pretrained", false}}).weights, "-");
}

TEST(LegacyPretrained, BesideWeights_IsRefusedWhicheverIsFirst) {
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"pretrained", true}, {"weights", kV2}}),
            "both pretrained and weights say which weights to load: keep \"weights\" alone");
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"weights", kV2}, {"pretrained", false}}),
            "both weights and pretrained say which weights to load: keep \"weights\" alone");
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"pretrained", true}, {"checkpoint_name", "mobilenet_v2-b0353104"}}),
            "both pretrained and checkpoint_name say which weights to load: keep \"weights\" alone");
}

TEST(LegacyPretrainedBackbone, True_IsTheOldestOfTheBackbone) {
  const Meaning meaning = MeaningOf("toy_composed", {{"pretrained_backbone", true}, {"pretrained", false}});
  EXPECT_EQ(meaning.weights, "-");
  EXPECT_EQ(meaning.backbone, kV1);
  EXPECT_EQ(meaning.warning,
            "pretrained_backbone and pretrained are deprecated; write get(\"toy_composed\", {.weights_backbone = "
            "get_weight(\"MobileNet_V2_Weights.IMAGENET1K_V1\").value()}) for the same; the best weights are "
            "MobileNet_V2_Weights.default (kDefault), now IMAGENET1K_V2");
}

TEST(LegacyPretrainedBackbone, False_IsNone) {
  EXPECT_EQ(MeaningOf("toy_composed", {{"pretrained_backbone", false}}).warning,
            "pretrained_backbone is deprecated; write get(\"toy_composed\", std::nullopt) for the same");
  // The same of a builder without a backbone, where leaving it out would be the default weights.
  EXPECT_EQ(MeaningOf("mobilenet_v2", {{"pretrained_backbone", false}}).warning,
            std::string("pretrained_backbone is deprecated; write ") + kAsNone);
}

TEST(LegacyPretrainedBackbone, BesideItsNewName_IsRefused) {
  EXPECT_EQ(RefusalOf("toy_composed", {{"pretrained_backbone", true}, {"weights_backbone", kV2}}),
            "both pretrained_backbone and weights_backbone say which weights_backbone to load: keep "
            "\"weights_backbone\" alone");
}

TEST(LegacyPretrainedBackbone, WhereThereIsNoBackbone_IsRefused) {
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"pretrained_backbone", true}}),
            "pretrained_backbone is true, but mobilenet_v2 has no backbone: leave it out");
}

TEST(LegacyCheckpointName, NameOfAFile_IsItsEntry) {
  const Meaning meaning = MeaningOf("mobilenet_v2", {{"checkpoint_name", "mobilenet_v2-b0353104"}});
  EXPECT_EQ(meaning.weights, kV1);
  EXPECT_EQ(meaning.warning, std::string("checkpoint_name is deprecated; write ") + kAsV1);
}

TEST(LegacyCheckpointName, UnknownOrNoString_IsRefused) {
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"checkpoint_name", "mobilenet_v2-b0353105"}}, absl::StatusCode::kNotFound),
            "mobilenet_v2 has no checkpoint \"mobilenet_v2-b0353105\"; did you mean \"mobilenet_v2-b0353104\"? (there "
            "are: mobilenet_v2-b0353104, mobilenet_v2-7ebf99e0)");
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"checkpoint_name", true}}), "checkpoint_name is a string, not a bool");
  EXPECT_EQ(RefusalOf("toy", {{"checkpoint_name", "x"}}),
            "checkpoint_name is given, but toy has no weights: leave it out");
}

TEST(LegacyWeights, Bool_IsAsPretrained) {
  Meaning meaning = MeaningOf("mobilenet_v2", {{"weights", true}});
  EXPECT_EQ(meaning.weights, kV1);
  EXPECT_EQ(meaning.warning, std::string("a bool as weights is deprecated; write ") + kAsV1);
  meaning = MeaningOf("mobilenet_v2", {{"weights", false}});
  EXPECT_EQ(meaning.weights, "-");
  EXPECT_EQ(meaning.warning, std::string("a bool as weights is deprecated; write ") + kAsNone);
}

TEST(LegacyWeights, None_IsNoWeights) {
  const Meaning meaning = MeaningOf("mobilenet_v2", {{"weights", std::nullopt}});
  EXPECT_EQ(meaning.weights, "-");
  EXPECT_EQ(meaning.warning, std::string("nullopt as weights is deprecated; write ") + kAsNone);
}

TEST(LegacyWeights, NameOrEntry_IsNoLegacy) {
  for (const char* name : {kV2, "IMAGENET1K_V2", "DEFAULT", "imagenet1k_v2", "MobileNet_V2_Weights.default"}) {
    const Meaning meaning = MeaningOf("mobilenet_v2", {{"weights", name}});
    EXPECT_EQ(meaning.weights, kV2) << name;
    EXPECT_EQ(meaning.warning, "");
  }
  EXPECT_EQ(MeaningOf("mobilenet_v2", {{"weights", WeightEntry{.url = "mine.pth"}}}).weights, "mine.pth");
}

TEST(LegacyPositional, FirstValue_IsTheWeights) {
  Meaning meaning = MeaningOf("mobilenet_v2", {true});
  EXPECT_EQ(meaning.weights, kV1);
  EXPECT_EQ(meaning.warning, std::string("a bool without a name is deprecated; write ") + kAsV1);
  meaning = MeaningOf("mobilenet_v2", {LegacyParameter(kV1)});
  EXPECT_EQ(meaning.weights, kV1);
  EXPECT_EQ(meaning.warning, std::string("a positional name is deprecated; write ") + kAsV1);
  meaning = MeaningOf("mobilenet_v2", {LegacyParameter(std::nullopt)});
  EXPECT_EQ(meaning.weights, "-");
  EXPECT_EQ(meaning.warning, std::string("nullopt as weights is deprecated; write ") + kAsNone);
}

TEST(LegacyPositional, Entry_IsNoLegacy) {
  const Meaning meaning = MeaningOf("mobilenet_v2", {*get_weight(kV2)});
  EXPECT_EQ(meaning.weights, kV2);
  EXPECT_EQ(meaning.warning, "");
}

TEST(LegacyPositional, SecondValue_IsProgress) {
  const auto call = TranslateLegacy("mobilenet_v2", {false, false});
  ASSERT_TRUE(call.ok()) << call.status();
  EXPECT_FALSE(call->options.progress);
}

TEST(LegacyPositional, ThirdOrAfterANamedOne_IsRefused) {
  EXPECT_EQ(RefusalOf("mobilenet_v2", {true, true, true}),
            "only weights and progress go without a name; give a bool its name");
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"progress", true}, LegacyParameter(true)}),
            "a value without a name stands behind one with a name: name it too");
}

TEST(Legacy, CallThatTodayRefuses_IsNotAdvised) {
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"pretrained", true}, {"num_classes", 10}}),
            "num_classes is 10, but MobileNet_V2_Weights.IMAGENET1K_V1 has 1000 categories: leave num_classes out, or "
            "load no weights");
}

TEST(Legacy, OtherParameters_AreTaken) {
  const auto call = TranslateLegacy("mobilenet_v2", {{{"num_classes", 10}, {"progress", false}}});
  ASSERT_TRUE(call.ok()) << call.status();
  EXPECT_EQ(call->options.num_classes, 10);
  EXPECT_FALSE(call->options.progress);
  EXPECT_FALSE(call->warning.has_value());
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"num_classes", true}}), "num_classes is an integer, not a bool");
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"progress", 3}}), "progress is a bool, not an integer");
}

TEST(Legacy, ArgumentGivenTwice_IsRefused) {
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"progress", false}, {"progress", true}}), "progress is given twice: keep one");
  EXPECT_EQ(RefusalOf("mobilenet_v2", {LegacyParameter(true), LegacyParameter(false), {"progress", true}}),
            "progress is given twice: keep one");
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"num_classes", 10}, {"num_classes", 10}}),
            "num_classes is given twice: keep one");
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"pretrained", false}, {"pretrained", false}}),
            "pretrained is given twice: keep one");
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"weights", kV1}, {"weights", kV2}}), "weights is given twice: keep one");
}

// Which overload braces choose.
TEST(LegacyGet, EmptyBraces_AreRefused) {
  const absl::Status status = get("mobilenet_v2", {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(status.message()),
            "get(\"mobilenet_v2\", {}): empty braces do not say which weights: write get(\"mobilenet_v2\") for the "
            "default ones, or get(\"mobilenet_v2\", std::nullopt) for none");
}

TEST(LegacyGet, EntryInBraces_DoesNotWarn) {
  ForgetWarnings();
  int deprecated = 0;
  const ScopedWarningHandler count([&](const Warning& warning) {
    deprecated += warning.kind == WarningKind::kDeprecated;
    return absl::OkStatus();
  });
  const auto built = get("mobilenet_v2", {*get_weight(kV1)});
  ASSERT_TRUE(built.ok()) << built.status();
  EXPECT_EQ(built->weights->FullName(), kV1);
  EXPECT_EQ(deprecated, 0);
}

TEST(Legacy, UnknownParameter_SuggestsTheNearest) {
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"pretraind", true}}),
            "mobilenet_v2 has no parameter \"pretraind\"; did you mean \"pretrained\"? (there are: pretrained, "
            "pretrained_backbone, checkpoint_name, weights, weights_backbone, progress, num_classes)");
}

TEST(Legacy, UnknownBuilder_IsNamed) {
  EXPECT_EQ(std::string(TranslateLegacy("mobilenet", {{{"pretrained", true}}}).status().message()),
            "no builder is called \"mobilenet\"; did you mean \"mobilenet_v2\"?");
}

// Through the call itself: which overload braces choose, the warning, the model.
TEST(LegacyGet, PretrainedTrue_LoadsTheOldestAndWarns) {
  std::vector<Warning> seen;
  const ScopedWarningHandler keep([&](const Warning& warning) {
    seen.push_back(warning);
    return absl::OkStatus();
  });
  const auto built = get("mobilenet_v2", {{"pretrained", true}});
  ASSERT_TRUE(built.ok()) << built.status();
  EXPECT_EQ(built->weights->FullName(), kV1);
  // That these weights are not the latest is a warning of its own, once in a process.
  ASSERT_GE(seen.size(), 1u);
  EXPECT_EQ(seen[0].kind, WarningKind::kDeprecated);
  EXPECT_EQ(get("mobilenet_v2", {false})->weights, std::nullopt);
  EXPECT_EQ(seen.back().kind, WarningKind::kDeprecated);
}

TEST(LegacyGet, WarningsAsErrors_BuildNothing) {
  const ScopedWarningHandler strict(WarningIsError);
  const absl::Status status = get("mobilenet_v2", {{"pretrained", true}}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(std::string(status.message()),
            std::string("get(\"mobilenet_v2\", ...): pretrained is deprecated; write ") + kAsV1);
}

TEST(LegacyGet, BackboneWeights_GoToTheBackbone) {
  const ScopedWarningHandler silent(IgnoreWarning);
  EXPECT_EQ(get("toy_composed", {{"pretrained_backbone", true}}).status(),
            absl::UnavailableError("the backbone gets MobileNet_V2_Weights.IMAGENET1K_V1"));
  EXPECT_TRUE(get("toy_composed", {{"pretrained_backbone", false}}).ok());
}

TEST(LegacyGet, WeightsOfAnotherBuilderForTheBackbone_AreRefused) {
  WeightEntry other = *get_weight(kV1);
  other.builder = "resnet18";
  EXPECT_EQ(get("toy_composed", {{"weights_backbone", other}}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(RefusalOf("mobilenet_v2", {{"weights_backbone", *get_weight(kV1)}}),
            "weights_backbone is given, but mobilenet_v2 has no backbone: leave it out");
}

TEST(Weights, NameForABuilderWithoutWeights_SuggestsNoOthers) {
  const absl::Status status = get("toy_composed", {{"weights", "IMAGENET1K_V1"}}).status();
  EXPECT_EQ(
      std::string(status.message()),
      "get(\"toy_composed\", ...): toy_composed has no weights of its own: give a WeightEntry that says where your "
      "file is, or as weights_backbone those of mobilenet_v2");
}

}  // namespace
}  // namespace assay
