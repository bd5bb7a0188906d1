#include "benchmarks/measure/machine.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "benchmarks/measure/cpu_ceilings.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

void Write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text << "\n";
}

TEST(DescribeHost, NamesWhatThereIs) {
  EXPECT_GT(DescribeHost().cores, 0);
  EXPECT_GT(LastLevelCacheBytes(), 1 << 15);
}

TEST(CheckedOutCommit, RepositoriesAndWorktrees_AreRead) {
  const fs::path folder = fs::path(testing::TempDir()) / "commits";
  const std::string commit = "0123456789012345678901234567890123456789";
  Write(folder / "main/.git/HEAD", "ref: refs/heads/main");
  Write(folder / "main/.git/refs/heads/main", commit);
  Write(folder / "main/.git/refs/heads/side", "side's");
  Write(folder / "main/.git/worktrees/side/HEAD", "ref: refs/heads/side");
  Write(folder / "main/.git/worktrees/side/commondir", "../..");
  Write(folder / "side/.git", "gitdir: " + (folder / "main/.git/worktrees/side").string());
  Write(folder / "detached/.git/HEAD", commit);
  const auto commit_of = [&](const std::string& name) {
    setenv("BUILD_WORKSPACE_DIRECTORY", (folder / name).c_str(), 1);
    return CheckedOutCommit();
  };
  EXPECT_EQ(commit_of("main"), commit);
  EXPECT_EQ(commit_of("side"), "side's");
  EXPECT_EQ(commit_of("detached"), commit);
  EXPECT_EQ(commit_of("none"), "");
  unsetenv("BUILD_WORKSPACE_DIRECTORY");
  EXPECT_EQ(CheckedOutCommit(), "");
}

TEST(PinnedScope, OneCpuWithinAndAllAfterwards) {
  const int before = DescribeHost().cores;
  {
    const PinnedScope pinned;
    EXPECT_EQ(DescribeHost().cores, 1);
  }
  EXPECT_EQ(DescribeHost().cores, before);
}

// No figure is judged but for its magnitude: a machine that does less than this, or more, is not one of today's.
TEST(MeasureCpuCeilings, Magnitudes_AreAMachines) {
  const Ceilings one = MeasureCpuCeilings(1);
  EXPECT_GT(one.bytes_per_second, 1e8);
  EXPECT_LT(one.bytes_per_second, 1e12);
  EXPECT_GT(one.flops_per_second, 1e8);
  EXPECT_LT(one.flops_per_second, 1e12);
}

}  // namespace
}  // namespace assay
