// The body of each component's test: the one component that is linked, against its lock.
#include <optional>
#include <string>

#include "gtest/gtest.h"
#include "harness/components/component.h"
#include "harness/textproto.h"

namespace assay {
namespace {

TEST(Component, Cases_AreThoseOfTheLock) {
  const std::vector<Component> components = ComponentLocks();
  ASSERT_EQ(components.size(), 1u);
  const auto golden = ReadTextprotoIfThere<proto::ComponentGolden>(components[0].GoldenPath());
  ASSERT_TRUE(golden.ok()) << golden.status();
  const auto measured = ValidateComponent(components[0], {.root = "."}, *golden ? &**golden : nullptr);
  EXPECT_GT(measured.now.item_size(), 0);
  for (const Check& check : measured.result.checks) {
    for (const std::string& finding : check.findings) ADD_FAILURE() << finding;
  }
  if (measured.result.outcome() == Outcome::kFail) std::puts(RemedyOfMeantChange(components[0].FullName()).c_str());
}

}  // namespace
}  // namespace assay
