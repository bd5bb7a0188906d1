#include "harness/skeletons.h"

#include <c10/util/Exception.h>

#include <new>

#include "gtest/gtest.h"
#include "models/layers/layer.h"

namespace assay {
namespace {

Builder MakeBuilder(int* constructed) {
  return {.name = "toy", .construct = [constructed](const ConstructOptions& options) {
            ++*constructed;
            auto norm = std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(options.num_classes));
            return Model(norm, [norm](const at::Tensor& input) { return norm->forward(input); });
          }};
}

TEST(Skeletons, EachConstruction_HappensOnce) {
  int constructed = 0;
  Skeletons skeletons;
  ASSERT_TRUE(skeletons.Get(MakeBuilder(&constructed), {.num_classes = 3}).ok());
  ASSERT_TRUE(skeletons.Get(MakeBuilder(&constructed), {.num_classes = 3}).ok());
  EXPECT_EQ(constructed, 1);
  ASSERT_TRUE(skeletons.Get(MakeBuilder(&constructed), {.num_classes = 4}).ok());
  EXPECT_EQ(constructed, 2);
}

TEST(Skeletons, Model_KeepsKeysShapesTypesAndParametersWithoutValues) {
  int constructed = 0;
  Skeletons skeletons;
  const auto state = skeletons.Get(MakeBuilder(&constructed), {.num_classes = 3})->state_dict();
  ASSERT_EQ(state.size(), 5);
  EXPECT_EQ(state[0].name, "weight");
  EXPECT_EQ(state[0].tensor.sizes(), at::IntArrayRef({3}));
  EXPECT_EQ(state[0].tensor.scalar_type(), at::kFloat);
  EXPECT_TRUE(state[0].is_parameter);
  EXPECT_TRUE(state[0].tensor.requires_grad());
  EXPECT_EQ(state[0].tensor.storage().nbytes(), sizeof(float));
  EXPECT_EQ(state[4].name, "num_batches_tracked");
  EXPECT_EQ(state[4].tensor.scalar_type(), at::kLong);
}

TEST(Skeletons, ConstructorThatThrows_IsAStatus) {
  const Builder builder{.name = "toy", .construct = [](const ConstructOptions&) -> Model { throw std::bad_alloc(); }};
  Skeletons skeletons;
  EXPECT_EQ(skeletons.Get(builder, {}).status().message(), "out of memory");
}

// What constructs other models is another key, an epsilon's last digit too.
TEST(ConstructionKey, EverythingThatDecides_IsInIt) {
  const Builder builder{.name = "toy"};
  const ConstructOptions plain{.num_classes = 3};
  ConstructOptions other = plain;
  EXPECT_EQ(ConstructionKey(builder, other), ConstructionKey(builder, plain));
  other.implied_options = {{"aux", true}};
  EXPECT_NE(ConstructionKey(builder, other), ConstructionKey(builder, plain));
  ConstructOptions eps = plain, last_digit = plain;
  eps.overrides = {{"Norm", "eps", 1e-5}};
  last_digit.overrides = {{"Norm", "eps", 1.0000001e-5}};
  EXPECT_NE(ConstructionKey(builder, eps), ConstructionKey(builder, last_digit));
  EXPECT_NE(ConstructionKey({.name = "toy_v2"}, plain), ConstructionKey(builder, plain));
}

}  // namespace
}  // namespace assay
