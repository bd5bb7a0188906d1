// What is counted and found on every builder, against LibTorch's Python.
//
// Made with torch 2.11.0's torch.utils.flop_counter, which counts two for each multiply-add, on torchvision 0.26.0's
// models and efficientnet-lite-pytorch 0.1.0's; the smallest sizes by trying there each size from 1 on.
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <map>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "harness/count_flops.h"
#include "harness/min_size.h"
#include "harness/without_values.h"
#include "models/registry.h"

namespace assay {
namespace {

struct Reference {
  std::string builder;
  std::map<int, int64_t> multiply_adds;  // by the image's size: each that an entry has
  int min_size;
};

const Reference kReferences[] = {
    {"efficientnet_b0", {{224, 385814752}}, 1},
    {"efficientnet_b1", {{240, 686802832}}, 1},
    {"efficientnet_b2", {{288, 1087529456}}, 1},
    {"efficientnet_b3", {{300, 1827141392}}, 1},
    {"efficientnet_b4", {{380, 4393771024}}, 1},
    {"efficientnet_b5", {{456, 10266384752}}, 1},
    {"efficientnet_b6", {{528, 19067593536}}, 1},
    {"efficientnet_b7", {{600, 37745884192}}, 1},
    {"efficientnet_lite0", {{224, 385187552}}, 32},
    {"efficientnet_lite1", {{240, 600185232}}, 16},
    {"efficientnet_lite2", {{260, 859736272}}, 4},
    {"efficientnet_v2_l", {{480, 56079699008}}, 1},
    {"efficientnet_v2_m", {{480, 24582460384}}, 1},
    {"efficientnet_v2_s", {{384, 8365617152}}, 1},
    {"mobilenet_v2", {{224, 300774272}}, 1},
    {"mobilenet_v3_large", {{224, 216589760}}, 1},
    {"mobilenet_v3_small", {{224, 56510400}}, 1},
    {"regnet_x_16gf", {{224, 15940755456}}, 1},
    {"regnet_x_1_6gf", {{224, 1602849792}}, 1},
    {"regnet_x_32gf", {{224, 31735929792}}, 1},
    {"regnet_x_3_2gf", {{224, 3176621952}}, 1},
    {"regnet_x_400mf", {{224, 413812608}}, 1},
    {"regnet_x_800mf", {{224, 799699712}}, 1},
    {"regnet_x_8gf", {{224, 7995132416}}, 1},
    {"regnet_y_128gf", {{224, 127517815680}, {384, 374570006400}}, 1},
    {"regnet_y_16gf", {{224, 15911510272}, {384, 46734897152}}, 1},
    {"regnet_y_1_6gf", {{224, 1612076160}}, 1},
    {"regnet_y_32gf", {{224, 32279552832}, {384, 94826458432}}, 1},
    {"regnet_y_3_2gf", {{224, 3176482752}}, 1},
    {"regnet_y_400mf", {{224, 401842848}}, 1},
    {"regnet_y_800mf", {{224, 833856256}}, 1},
    {"regnet_y_8gf", {{224, 8473070592}}, 1},
    {"resnet101", {{224, 7801405440}}, 1},
    {"resnet152", {{224, 11513626624}}, 1},
    {"resnet18", {{224, 1814073344}}, 1},
    {"resnet34", {{224, 3663761408}}, 1},
    {"resnet50", {{224, 4089184256}}, 1},
    {"resnext101_32x8d", {{224, 16414015488}}, 1},
    {"resnext101_64x4d", {{224, 15460270080}}, 1},
    {"resnext50_32x4d", {{224, 4230479872}}, 1},
    {"wide_resnet101_2", {{224, 22753050624}}, 1},
    {"wide_resnet50_2", {{224, 11398021120}}, 1},
};

void PrintTo(const Reference& reference, std::ostream* stream) { *stream << reference.builder; }

class ReferenceFacts : public testing::TestWithParam<Reference> {};

TEST_P(ReferenceFacts, SameArchitecture_GivesTheSameNumbers) {
  const Reference& reference = GetParam();
  const auto builder = FindBuilder(reference.builder);
  ASSERT_TRUE(builder.ok()) << builder.status();
  Model model = Construct(**builder, {});
  model.eval();
  c10::InferenceMode inference;
  for (const auto& [size, multiply_adds] : reference.multiply_adds) {
    const WithoutValues skip;
    const auto count = CountMultiplyAdds([&, size = size] { model.forward(at::zeros({1, 3, size, size})); });
    EXPECT_EQ(count.value(), multiply_adds) << size;
  }
  const int size = reference.multiply_adds.begin()->first;
  const auto least = FindMinSize(model, {size, size});
  ASSERT_TRUE(least.ok()) << least.status();
  EXPECT_EQ(least->height, reference.min_size);
  EXPECT_EQ(least->width, reference.min_size);
  // Halving found what trying every size finds.
  for (int side = 1; side <= reference.min_size + 2; ++side) {
    EXPECT_EQ(TakesImage(model, {side, side}), side >= reference.min_size) << side;
  }
}

INSTANTIATE_TEST_SUITE_P(EveryBuilder, ReferenceFacts, testing::ValuesIn(kReferences),
                         [](const testing::TestParamInfo<Reference>& info) { return info.param.builder; });

// But for those that were first written here: nobody else counts them.
TEST(ReferenceFactsTable, EveryClassifier_HasItsRow) {
  std::set<std::string> rows = {"digits_resnet20", "digits_resnet20_v2"}, builders;
  for (const Reference& reference : kReferences) rows.insert(reference.builder);
  for (const std::string& builder : list({.task = "classification"})) builders.insert(builder);
  EXPECT_EQ(rows, builders);
}

}  // namespace
}  // namespace assay
