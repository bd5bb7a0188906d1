// What is counted and found on every builder, against LibTorch's Python.
//
// Made with torch 2.11.0's torch.utils.flop_counter, which counts two for each multiply-add, on torchvision 0.26.0's
// models and efficientnet-lite-pytorch 0.1.0's; the smallest sizes by trying there each size from 1 to 69.
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <set>
#include <string>

#include "gtest/gtest.h"
#include "harness/count_flops.h"
#include "harness/min_size.h"
#include "models/registry.h"

namespace assay {
namespace {

struct Reference {
  std::string builder;
  int size;
  int64_t multiply_adds;
  int min_size;
};

const Reference kReferences[] = {
    {"efficientnet_lite0", 224, 385187552, 32}, {"efficientnet_lite1", 240, 600185232, 16},
    {"efficientnet_lite2", 260, 859736272, 4},  {"mobilenet_v2", 224, 300774272, 1},
    {"resnet101", 224, 7801405440, 1},          {"resnet152", 224, 11513626624, 1},
    {"resnet18", 224, 1814073344, 1},           {"resnet34", 224, 3663761408, 1},
    {"resnet50", 224, 4089184256, 1},
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
  const auto count = CountMultiplyAdds([&] { model.forward(at::zeros({1, 3, reference.size, reference.size})); });
  EXPECT_EQ(count.value(), reference.multiply_adds);
  const auto least = FindMinSize(model, {reference.size, reference.size});
  ASSERT_TRUE(least.ok()) << least.status();
  EXPECT_EQ(least->height, reference.min_size);
  EXPECT_EQ(least->width, reference.min_size);
  // Halving found what trying every size finds.
  for (int size = 1; size <= reference.min_size + 2; ++size) {
    EXPECT_EQ(TakesImage(model, {size, size}), size >= reference.min_size) << size;
  }
}

INSTANTIATE_TEST_SUITE_P(EveryBuilder, ReferenceFacts, testing::ValuesIn(kReferences),
                         [](const testing::TestParamInfo<Reference>& info) { return info.param.builder; });

TEST(ReferenceFactsTable, EveryClassifier_HasItsRow) {
  std::set<std::string> rows, builders;
  for (const Reference& reference : kReferences) rows.insert(reference.builder);
  for (const std::string& builder : list({.task = "classification"})) builders.insert(builder);
  EXPECT_EQ(rows, builders);
}

}  // namespace
}  // namespace assay
