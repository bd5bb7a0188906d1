// What the lock of loading sees, and that its cases are the exceptions that Model::load_state_dict documents.
#include "harness/components/loading.h"

#include <ATen/ops/arange.h>

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/components/component.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(TensorsCase, OneChangedElementTypeOrShape_IsTold) {
  const at::Tensor values = at::arange(6, at::kFloat);
  const auto compare = [&](const at::Tensor& changed) {
    proto::ComponentGolden was, now;
    *was.add_item() = TensorsCase("x", {{"w", values}});
    *now.add_item() = TensorsCase("x", {{"w", changed}});
    return CompareComponent(was, now);
  };
  EXPECT_THAT(compare(values.clone()), IsEmpty());
  at::Tensor changed = values.clone();
  changed[5] = 7;
  EXPECT_THAT(compare(changed), ElementsAre(StartsWith("x: w is Float [6] ")));
  EXPECT_THAT(compare(values.to(at::kDouble)), ElementsAre(StartsWith("x: w is Double [6] ")));
  EXPECT_THAT(compare(values.view({2, 3})), ElementsAre(StartsWith("x: w is Float [2, 3] ")));
  EXPECT_THAT(compare(values.flip(0)), ElementsAre(HasSubstr("Float [6]")));
}

TEST(MeasureLoading, StateDictsThatAreRefused_AreThese) {
  const absl::StatusOr<proto::ComponentGolden> golden = MeasureLoading(".");
  ASSERT_TRUE(golden.ok()) << golden.status();
  std::set<std::string> refused;
  for (const proto::ComponentCase& item : golden->item()) {
    if (item.field_size() > 0 && item.field(0).name() == "refused") refused.insert(item.name());
  }
  EXPECT_THAT(
      refused,
      ElementsAre("Bert, with position ids of another shape", "a bias that would broadcast", "a counter of float32",
                  "a weight of Long", "a weight of fewer dimensions", "empty", "every key under a prefix",
                  "frozen into counting", "hash: end", "hash: other", "one key missing", "one key too many",
                  "with a longer constant", "with another constant", "with the constant that no one named",
                  "with the counter of a convolution", "with the counter of no layer", "without one counter"));
}

TEST(MeasureLoading, WithoutTheFilesOfTorch_IsNotFound) {
  EXPECT_EQ(MeasureLoading("/nonexistent").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay
