// The components that are linked into every tool, and the locks that there are: the same set.
#include <filesystem>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/components/component.h"

namespace assay {
namespace {

TEST(ComponentSet, LocksAndComponents_AreTheSame) {
  std::set<std::string> locks, components;
  for (const auto& file : std::filesystem::directory_iterator("golden/components")) {
    if (file.path().extension() == ".textproto") locks.insert(file.path().stem().string());
  }
  for (const Component& component : ComponentLocks()) components.insert(component.name);
  EXPECT_EQ(locks, components);
  EXPECT_THAT(components, testing::ElementsAre("decoders", "layers", "loading", "presets", "readers", "resize", "text",
                                               "variants"));
}

}  // namespace
}  // namespace assay
