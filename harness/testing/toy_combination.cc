#include "harness/testing/toy_combination.h"

#include <ATen/Context.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/api_lock.h"
#include "models/mobilenet/mobilenet_v2.h"
#include "models/testing/state_file.h"
#include "weights/embedded_text.h"
#include "weights/reader/digest.h"
#include "weights/reader/testing/make_files.h"

namespace assay {
namespace {

const EmbeddedText kCategories(EmbeddedText::kCategories, "toy", "ant\nbee\ncat\ndog\nelk\nfox\n");

Combination MakePassing() {
  Combination combination{.inputs = {.file = absl::NotFoundError("not made yet")}};
  WeightEntry& entry = combination.entry;
  entry.enum_name = "Toy_Weights";
  entry.name = "V1";
  entry.builder = "toy_net";
  entry.transforms = ImageClassificationOptions{.crop_size = 32, .resize_size = 40};
  entry.meta.task = "classification";
  entry.meta.categories = CategoryList("toy", 6);
  entry.meta.min_size = SizeMeta{1, 1};
  entry.meta.ops = 0.001;
  entry.meta.licence = {.spdx = "MIT", .url = "https://host/licence"};
  entry.meta.num_params = combination.builder.construct({.num_classes = 6}).num_parameters();
  const std::string bytes = SafetensorsOf(MakeToyState());
  for (const char* name : {"chelsea.png", "coffee.png"}) {
    combination.inputs.photographs.push_back({.name = name, .path = PhotographPath(name)});
  }
  combination.UseFile(bytes);
  combination.golden = combination.Measure(nullptr).now;
  return combination;
}

std::string FindingOf(const CombinationResult& result, const std::string& check_name, bool against_lock) {
  EXPECT_EQ(result.outcome(), Outcome::kFail);
  EXPECT_THAT(Failed(result), testing::ElementsAre(check_name));
  for (const Check& check : result.checks) {
    if (check.name != check_name || check.findings.empty()) continue;
    EXPECT_EQ(check.against_lock, against_lock);
    EXPECT_EQ(check.findings.size(), 1) << testing::PrintToString(check.findings);
    return check.findings.front();
  }
  return "nothing";
}

}  // namespace

Builder MakeToyBuilder(double width_mult) {
  return {
      .name = "toy_net",
      .family = "toy",
      .task = "classification",
      .construct = [width_mult](const ConstructOptions& options) {
        return MobileNetV2({.num_classes = options.num_classes, .width_mult = width_mult, .settings = {{1, 8, 1, 2}}});
      }};
}

NamedTensors MakeToyState() {
  at::manual_seed(0);
  NamedTensors state = StateOf(MakeToyBuilder().construct({.num_classes = 6}));
  TensorIn(state, "classifier.1.weight").mul_(30);
  return state;
}

std::string PhotographPath(const std::string& name) {
  return absl::StrCat(std::getenv("TEST_SRCDIR"), "/skimage_photographs/", name);
}

EntryMeasurement Combination::Measure(const proto::EntryGolden* against) {
  return ValidateEntry(builder, entry, inputs, against, *cache);
}

CombinationResult Combination::Validate() {
  proto::EntryGolden locked = golden;
  // What cannot be measured is for the check to say.
  MeasureCatalogue(entry, locked).IgnoreError();
  return Measure(&locked).result;
}

void Combination::UseFile(const std::string& bytes) {
  const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
  const std::string path = testing_files::WriteFile(name + ".safetensors", bytes);
  entry.sha256 = *FileSha256(path);
  entry.meta.file_size = bytes.size() / 1048576.0;
  inputs.file = LocatedFile{.path = path, .from = "test"};
}

Combination Passing() {
  // Never destroyed; the tests change copies.
  static const auto& passing = *new Combination(MakePassing());
  return passing;
}

std::vector<std::string> Failed(const CombinationResult& result) {
  std::vector<std::string> names;
  for (const Check& check : result.checks) {
    if (check.outcome() == Outcome::kFail) names.push_back(check.name);
  }
  return names;
}

std::string Wrong(const CombinationResult& result, const std::string& check) { return FindingOf(result, check, false); }
std::string Differs(const CombinationResult& result, const std::string& check) {
  return FindingOf(result, check, true);
}

}  // namespace assay
