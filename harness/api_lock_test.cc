#include "harness/api_lock.h"

#include <cstdlib>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/describe_options.h"

namespace assay {
namespace toy {

struct BuilderOptionsOfToy {
  std::optional<int64_t> num_classes = std::nullopt;
};
struct ToyOptions {
  int64_t groups = 1;
  double dropout = 0.2;
  bool frozen = false;
};

}  // namespace toy

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Builder MakeBuilder() {
  return {.name = "toy_net",
          .family = "toy",
          .task = "classification",
          .construct = [](const ConstructOptions&) -> Model { std::abort(); },
          .transforms = ImageClassificationOptions{.crop_size = 32, .resize_size = 40},
          .implied_options = {"aux"},
          .model_type = "ToyNet",
          .builder_options = DescribeOptions<toy::BuilderOptionsOfToy>,
          .constructor_options = {DescribeOptions<toy::ToyOptions>}};
}

const Signature kSignature{.inputs = {"input_ids"}, .optional_inputs = {"mask"}, .outputs = {"hidden", "pooled"}};

proto::OptionStruct& ToyOptionsOf(proto::BuilderApi& api) { return *api.mutable_option_struct(1); }

class ApiLock : public testing::Test {
 protected:
  std::vector<std::string> Findings() const { return CompareApis(golden_, MeasureApi(MakeBuilder(), kSignature)); }

  proto::BuilderApi golden_ = MeasureApi(MakeBuilder(), kSignature);
};

TEST_F(ApiLock, MeasuredApi_HoldsAllThatCallersWrite) {
  EXPECT_EQ(golden_.family(), "toy");
  EXPECT_EQ(golden_.task(), "classification");
  EXPECT_EQ(golden_.model_type(), "ToyNet");
  EXPECT_FALSE(golden_.has_weights_enum());
  EXPECT_FALSE(golden_.has_default_entry());
  EXPECT_FALSE(golden_.has_backbone());
  EXPECT_THAT(golden_.input(), ElementsAre("input_ids"));
  EXPECT_THAT(golden_.optional_input(), ElementsAre("mask"));
  EXPECT_THAT(golden_.output(), ElementsAre("hidden", "pooled"));
  EXPECT_THAT(golden_.implied_option(), ElementsAre("aux"));
  EXPECT_TRUE(golden_.takes_num_classes());
  ASSERT_EQ(golden_.option_struct_size(), 2);
  EXPECT_EQ(golden_.option_struct(0).name(), "toy::BuilderOptionsOfToy");
  EXPECT_EQ(golden_.option_struct(1).ShortDebugString(),
            "name: \"toy::ToyOptions\" option { name: \"groups\" type: \"int64\" default_value: \"1\" } "
            "option { name: \"dropout\" type: \"double\" default_value: \"0.2\" } "
            "option { name: \"frozen\" type: \"bool\" default_value: \"false\" }");
  ASSERT_EQ(golden_.transforms_size(), 6);
  EXPECT_EQ(golden_.transforms(1).ShortDebugString(), "name: \"transforms.crop_size\" value: \"32\"");
  EXPECT_EQ(golden_.postprocessing_size(), 0);
}

TEST_F(ApiLock, SameInterface_HasNoFinding) { EXPECT_THAT(Findings(), IsEmpty()); }

TEST_F(ApiLock, OneThingChanged_IsNamedAlone) {
  const struct {
    std::function<void(proto::BuilderApi&)> change;
    const char* finding;
  } kCases[] = {
      {[](auto& api) { api.set_family("toys"); }, "family is toy, was toys"},
      {[](auto& api) { api.set_task("speech"); }, "task is classification, was speech"},
      {[](auto& api) { api.set_model_type("OldNet"); }, "model_type is ToyNet, was OldNet"},
      {[](auto& api) { api.set_weights_enum("Toy_Weights"); }, "weights_enum is nothing, was Toy_Weights"},
      {[](auto& api) { api.set_default_entry("V1"); }, "default_entry is nothing, was V1"},
      {[](auto& api) { api.set_backbone("resnet50"); }, "backbone is nothing, was resnet50"},
      {[](auto& api) { api.set_takes_num_classes(false); }, "takes_num_classes is true, was false"},
      {[](auto& api) { api.set_input(0, "ids"); }, "inputs is \"input_ids\", was \"ids\""},
      {[](auto& api) { api.clear_optional_input(); }, "optional_inputs is \"mask\", was none"},
      {[](auto& api) { api.mutable_output()->SwapElements(0, 1); },
       "outputs is \"hidden\", \"pooled\", was \"pooled\", \"hidden\""},
      {[](auto& api) { api.add_implied_option("width"); }, "implied_options is \"aux\", was \"aux\", \"width\""},
      {[](auto& api) { api.mutable_transforms(2)->set_value("256"); }, "transforms.resize_size is 40, was 256"},
      {[](auto& api) { api.add_postprocessing()->set_name("postprocessing.normalize"); },
       "postprocessing.normalize is gone: it was "},
  };
  for (const auto& c : kCases) {
    golden_ = MeasureApi(MakeBuilder(), kSignature);
    c.change(golden_);
    EXPECT_THAT(Findings(), ElementsAre(c.finding));
  }
}

TEST_F(ApiLock, OptionsInAnotherOrder_AreNamedWithBothOrders) {
  ToyOptionsOf(golden_).mutable_option()->SwapElements(0, 2);
  EXPECT_THAT(Findings(),
              ElementsAre("toy::ToyOptions: the order is groups, dropout, frozen; was frozen, dropout, groups"));
}

TEST_F(ApiLock, OtherDefault_IsNamedWithBoth) {
  ToyOptionsOf(golden_).mutable_option(1)->set_default_value("0.5");
  EXPECT_THAT(Findings(), ElementsAre("toy::ToyOptions.dropout: the default is 0.2, was 0.5"));
}

TEST_F(ApiLock, OtherType_IsNamedWithBoth) {
  ToyOptionsOf(golden_).mutable_option(0)->set_type("int32");
  EXPECT_THAT(Findings(), ElementsAre("toy::ToyOptions.groups: the type is int64, was int32"));
}

TEST_F(ApiLock, RenamedOption_IsOneGoneAndOneNew) {
  ToyOptionsOf(golden_).mutable_option(0)->set_name("group_count");
  EXPECT_THAT(Findings(),
              ElementsAre("toy::ToyOptions.group_count is gone", "toy::ToyOptions.groups is new: int64, by default 1"));
}

// What stays is in the order that it had: no second finding.
TEST_F(ApiLock, OptionBetweenTwo_IsNewAlone) {
  ToyOptionsOf(golden_).mutable_option()->DeleteSubrange(1, 1);
  EXPECT_THAT(Findings(), ElementsAre("toy::ToyOptions.dropout is new: double, by default 0.2"));
}

TEST_F(ApiLock, RenamedStruct_IsOneGoneAndOneNew) {
  ToyOptionsOf(golden_).set_name("OldOptions");
  EXPECT_THAT(Findings(), ElementsAre("the options OldOptions are gone", "the options toy::ToyOptions are new"));
}

}  // namespace
}  // namespace assay
