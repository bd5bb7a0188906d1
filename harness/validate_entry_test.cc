// Every way in which a combination can be wrong, one at a time, on a small network with a small weight file: what each
// test changes, the check that must notice is the one that does.
#include <ATen/ops/ones.h>

#include <limits>
#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/preset_lock.h"
#include "harness/testing/toy_combination.h"
#include "harness/validate.h"
#include "models/context_params.h"
#include "models/testing/state_file.h"
#include "weights/reader/testing/make_files.h"

namespace assay {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing_files::WriteFile;

TEST(ValidateEntry, GoldenOfTheSameCombination_Passes) {
  Combination combination = Passing();
  const CombinationResult result = combination.Validate();
  EXPECT_EQ(result.outcome(), Outcome::kPass);
  std::vector<std::string> names;
  for (const Check& check : result.checks) names.push_back(check.name);
  EXPECT_THAT(names, ElementsAre("probe", "preprocessing", "postprocessing", "file", "tensors", "load", "pixels",
                                 "logits", "top-5", "meta", "catalogue", "versions"));
  EXPECT_EQ(result.weights, "Toy_Weights.V1");
}

// A class with a default to override.
struct Knob {
  struct Overrides {
    std::optional<double> level = std::nullopt;
  };
  static constexpr auto DeclareOverrides() {
    return OverridesOf<Knob>("Knob", Overridable("level", &Overrides::level));
  }
};

TEST(ValidateEntry, ImpliedOverrides_AreInTheReport) {
  ASSERT_EQ(ContextParams<Knob>::Get(&Knob::Overrides::level, 1.0), 1.0);
  Combination combination = Passing();
  combination.entry.implied_overrides = {{"Knob", "level", 0.5}};
  EXPECT_EQ(combination.Validate().checks[0].summary, "probe under Knob.level = 0.5");
  EXPECT_EQ(Passing().Validate().checks[0].summary, "probe");
}

TEST(ValidateEntry, Measurement_HoldsWhatTheLockNeeds) {
  const proto::EntryGolden golden = Passing().golden;
  EXPECT_EQ(golden.weights(), "Toy_Weights.V1");
  // Totals alone.
  EXPECT_EQ(golden.probe().gradient_l2_size(), 1);
  EXPECT_EQ(golden.probe().calibrated_l2_size(), 2);
  EXPECT_EQ(golden.probe().training().buffer_l2_size(), 2);
  EXPECT_TRUE(golden.probe().has_noise());
  EXPECT_GT(golden.answer_noise(), 0);
  EXPECT_EQ(golden.file().tensors_digest().size(), 64);
  ASSERT_EQ(golden.photograph_size(), 2);
  EXPECT_EQ(golden.photograph(0).logit_size(), 6);
  EXPECT_EQ(golden.photograph(0).top_size(), 5);
  EXPECT_EQ(golden.photograph(0).preprocessed().numel(), 3 * 32 * 32);
  EXPECT_NE(golden.photograph(0).logit(0), golden.photograph(1).logit(0));
}

TEST(ValidateEntry, FileThatIsNotAtHand_IsPendingWithTheWayToGetIt) {
  Combination combination = Passing();
  combination.inputs.file = absl::NotFoundError("file not at hand: assay fetch Toy_Weights.V1");
  const CombinationResult result = combination.Validate();
  EXPECT_EQ(result.outcome(), Outcome::kPending);
  EXPECT_EQ(result.pending_reason, "file not at hand: assay fetch Toy_Weights.V1");
}

TEST(ValidateEntry, ProbeThatDiffersWithoutTheFile_FailsRatherThanPends) {
  Combination combination = Passing();
  combination.inputs.file = absl::NotFoundError("file not at hand");
  combination.golden.mutable_probe()->mutable_output()->set_mean(1);
  EXPECT_THAT(Differs(combination.Validate(), "probe"), StartsWith("output: the mean is "));
}

TEST(ValidateEntry, FileThatCannotBeLocated_FailsWithTheReason) {
  Combination combination = Passing();
  combination.inputs.file = absl::PermissionDeniedError("the folder is not readable");
  EXPECT_EQ(Wrong(combination.Validate(), "file"), "the folder is not readable");
}

TEST(ValidateEntry, NoGoldenAtAll_FailsWithTheCommandThatMakesOne) {
  Combination combination = Passing();
  const CombinationResult result = combination.Measure(nullptr).result;
  EXPECT_EQ(Differs(result, "probe"), "no golden yet: ./bazelw run //tools:bless -- 'Toy_Weights.V1' --reason=...");
}

TEST(ValidateEntry, GoldenOfAPackagedFileWithoutItsOutputs_Fails) {
  Combination combination = Passing();
  combination.entry.packaged = PackagedFile{};
  combination.golden.clear_file();
  combination.golden.clear_photograph();
  EXPECT_THAT(Differs(combination.Validate(), "top-5"), StartsWith("no golden outputs yet"));
}

TEST(ValidateEntry, GoldenOfAnotherEntry_Fails) {
  Combination combination = Passing();
  combination.golden.set_weights("Toy_Weights.V2");
  EXPECT_EQ(Differs(combination.Validate(), "probe"), "the golden is that of Toy_Weights.V2, not of Toy_Weights.V1");
}

TEST(ValidateEntry, GoldenFromBeforeTheFileWasAtHand_IsPending) {
  Combination combination = Passing();
  combination.golden.clear_file();
  combination.golden.clear_photograph();
  const CombinationResult result = combination.Validate();
  EXPECT_EQ(result.outcome(), Outcome::kPending);
  EXPECT_EQ(result.pending_reason,
            "no golden outputs yet: ./bazelw run //tools:bless -- 'Toy_Weights.V1' --reason=...");
}

TEST(ValidateEntry, OtherArchitecture_FailsInTheProbe) {
  Combination combination = Passing();
  combination.builder = MakeToyBuilder(0.5);
  combination.cache = MakeBlessingCache();
  EXPECT_THAT(Failed(combination.Validate()), ElementsAre("probe", "load", "meta"));
}

TEST(ValidateEntry, EntryOfAnotherBuilder_FailsInTheProbe) {
  Combination combination = Passing();
  combination.entry.builder = "resnet18";
  combination.inputs.file = absl::NotFoundError("file not at hand");
  EXPECT_THAT(Wrong(combination.Validate(), "probe"),
              StartsWith("Toy_Weights.V1 are weights of resnet18, not of toy_net"));
}

TEST(ValidateEntry, OtherHash_NamesFileAndBothHashes) {
  Combination combination = Passing();
  const std::string sha256 = combination.entry.sha256;
  combination.entry.sha256 = "0123abcd";
  EXPECT_EQ(Wrong(combination.Validate(), "file"),
            combination.inputs.file->path + ": sha256 is " + sha256 +
                ", expected 0123abcd...; the file is damaged or another one: remove it and fetch it again");
}

TEST(ValidateEntry, TextFile_FailsToOpen) {
  Combination combination = Passing();
  combination.UseFile("not found\n");
  EXPECT_THAT(Wrong(combination.Validate(), "tensors"), StartsWith(combination.inputs.file->path + ": "));
}

TEST(ValidateEntry, OtherTensors_FailAgainstTheLock) {
  Combination combination = Passing();
  combination.golden.mutable_file()->set_tensors_digest("0123");
  EXPECT_THAT(Differs(combination.Validate(), "tensors"), HasSubstr("was 0123; offer them as a new entry"));
}

// Another file fails in its tensors too, against the lock; these look at the loading alone.
std::string LoadFindingOf(const NamedTensors& state) {
  Combination combination = Passing();
  combination.UseFile(SafetensorsOf(state));
  combination.golden.mutable_file()->set_tensors_digest(combination.Measure(nullptr).now.file().tensors_digest());
  const std::string finding = Wrong(combination.Validate(), "load");
  const std::string path = combination.inputs.file->path + ": ";
  EXPECT_THAT(finding, StartsWith(path));
  return finding.substr(std::min(path.size(), finding.size()));
}

TEST(ValidateEntry, OneKeyMissing_IsNamed) {
  NamedTensors state = MakeToyState();
  state.pop_back();
  EXPECT_EQ(LoadFindingOf(state), "the state dict does not fit the model: 1 missing: classifier.1.bias");
}

TEST(ValidateEntry, OneKeyTooMany_IsNamed) {
  NamedTensors state = MakeToyState();
  state.emplace_back("aux.bias", at::ones({1}));
  EXPECT_EQ(LoadFindingOf(state), "the state dict does not fit the model: 1 unexpected: aux.bias");
}

TEST(ValidateEntry, OneShapeWrong_IsNamedWithBoth) {
  NamedTensors state = MakeToyState();
  TensorIn(state, "classifier.1.bias") = at::ones({7});
  EXPECT_EQ(
      LoadFindingOf(state),
      "the state dict does not fit the model: 1 of the wrong shape or type: classifier.1.bias (expected [6], got [7])");
}

TEST(ValidateEntry, OtherNumberOfParametersInTheEntry_FailsInTheMetaData) {
  Combination combination = Passing();
  const int64_t parameters = combination.entry.meta.num_params++;
  EXPECT_EQ(Wrong(combination.Validate(), "meta"), "num_params is " + std::to_string(parameters + 1) +
                                                       " in the catalogue, " + std::to_string(parameters) +
                                                       " in the model");
}

TEST(ValidateEntry, OtherFileSizeInTheEntry_FailsInTheMetaData) {
  Combination combination = Passing();
  *combination.entry.meta.file_size += 0.002;
  EXPECT_THAT(Wrong(combination.Validate(), "meta"), HasSubstr("MiB in the catalogue"));
}

TEST(ValidateEntry, OtherOpsOrMinSizeWithoutTheFile_FailsRatherThanPends) {
  Combination combination = Passing();
  combination.inputs.file = absl::NotFoundError("file not at hand");
  EXPECT_EQ(combination.Validate().outcome(), Outcome::kPending);
  combination.entry.meta.ops = 0.002;
  EXPECT_EQ(Wrong(combination.Validate(), "meta"),
            "ops is 0.002 in the catalogue, 0.001 counted for an image of 32x32");
  combination.entry.meta.ops = 0.001;
  combination.entry.meta.min_size = SizeMeta{2, 1};
  EXPECT_EQ(Wrong(combination.Validate(), "meta"),
            "min_size is 2x1 in the catalogue, but the smallest image that the model takes is 1x1");
}

TEST(ValidateEntry, FactsOfAnotherCrop_AreMeasuredAnew) {
  Combination combination = Passing();
  combination.inputs.file = absl::NotFoundError("file not at hand");
  combination.entry.transforms = ImageClassificationOptions{.crop_size = 224};
  *combination.golden.mutable_preprocessing() = *MeasurePreprocessing(combination.entry.transforms);
  EXPECT_THAT(Wrong(combination.Validate(), "meta"), HasSubstr("counted for an image of 224x224"));
}

TEST(ValidateEntry, EntryWithoutTransforms_IsMeasuredWithItsBuildersOwn) {
  Combination combination = Passing();
  combination.inputs.file = absl::NotFoundError("file not at hand");
  combination.builder.transforms = combination.entry.transforms;
  combination.entry.transforms = {};
  EXPECT_EQ(combination.Validate().outcome(), Outcome::kPending);
  combination.entry.meta.ops = 1;
  EXPECT_THAT(Wrong(combination.Validate(), "meta"), HasSubstr("counted for an image of 32x32"));
}

TEST(ValidateEntry, OtherPresetWithoutTheFile_FailsRatherThanPends) {
  Combination combination = Passing();
  combination.inputs.file = absl::NotFoundError("file not at hand");
  std::get<ImageClassificationOptions>(combination.entry.transforms).mean[0] = 0.5f;
  const CombinationResult result = combination.Validate();
  EXPECT_EQ(result.outcome(), Outcome::kFail);
  EXPECT_THAT(Failed(result), ElementsAre("preprocessing"));
  EXPECT_THAT(result.checks[1].findings, Contains(StartsWith("landscape: normalise is the first step that differs: ")));
  EXPECT_TRUE(result.checks[1].against_lock);
}

TEST(ValidateEntry, LockWithoutAPreset_Fails) {
  Combination combination = Passing();
  combination.golden.clear_postprocessing();
  const CombinationResult result = combination.Validate();
  EXPECT_THAT(Failed(result), ElementsAre("postprocessing"));
  EXPECT_THAT(result.checks[2].findings, Contains("logits: top 5 is not in the lock"));
}

TEST(ValidateEntry, PresetOutOfRange_IsWrongInItself) {
  Combination combination = Passing();
  combination.inputs.file = absl::NotFoundError("file not at hand");
  std::get<ImageClassificationOptions>(combination.entry.transforms).std[2] = 0;
  EXPECT_THAT(Wrong(combination.Validate(), "preprocessing"), HasSubstr("a std other than 0"));
}

TEST(ValidateEntry, MovedUrl_FailsInTheCatalogueAndAsksForABless) {
  Combination combination = Passing();
  combination.entry.url = "https://mirror/toy.pth";
  const CombinationResult result = combination.Measure(&combination.golden).result;
  EXPECT_THAT(Failed(result), ElementsAre("catalogue"));
  for (const Check& check : result.checks) {
    if (check.name != "catalogue") continue;
    EXPECT_TRUE(check.against_lock);
    EXPECT_THAT(check.findings,
                ElementsAre("url is new: https://mirror/toy.pth",
                            "nothing that the weights answer depends on it: " + BlessCommand("Toy_Weights.V1")));
  }
}

TEST(ValidateEntry, LatestThatMoved_FailsInTheCatalogue) {
  Combination combination = Passing();
  combination.entry.latest = false;
  EXPECT_EQ(Differs(combination.Measure(&combination.golden).result, "catalogue"), "latest is false, was true");
}

TEST(ValidateEntry, VersionThatIsGone_FailsThere) {
  Combination combination = Passing();
  proto::CrossVersion& row = *combination.golden.add_cross_version();
  row.set_builder("toy_net_v2");
  row.set_verdict(proto::CrossVersion::EQUAL);
  EXPECT_EQ(Differs(combination.Validate(), "versions"), "the version toy_net_v2 is gone");
}

}  // namespace
}  // namespace assay
