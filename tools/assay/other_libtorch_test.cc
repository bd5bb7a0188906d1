// A workspace whose ./bazelw only writes down what it was asked, and measures one file.
#include "tools/assay/other_libtorch.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/lock_folder.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

class OtherLibTorchTest : public testing::Test {
 protected:
  OtherLibTorchTest() {
    setenv("TMPDIR", temporary_.path().c_str(), 1);
    setenv("ASSAY_HOME", workspace_.InFolder("home").c_str(), 1);
    workspace_.Write("libtorch/lib/libtorch_cpu.so", "");
    Bazel(1);
  }

  void Bazel(int exit_code) const {
    workspace_.Write("bazelw", absl::StrCat(R"(#!/bin/sh
echo "in $PWD: LIBTORCH=$LIBTORCH $*" >"$(dirname "$0")/asked"
for word in "$@"; do
  case $word in --keep=*) mkdir -p "${word#--keep=}/toy" && echo measured >"${word#--keep=}/toy/toy18.textproto" ;; esac
done
exit )",
                                            exit_code, "\n"));
    std::filesystem::permissions(workspace_.InFolder("bazelw"), std::filesystem::perms::owner_all);
  }

  absl::StatusOr<std::unique_ptr<LockFiles>> Measure(const std::string& against = "") const {
    return MeasureOnOtherLibTorch({.root = workspace_.path(),
                                   .libtorch = workspace_.InFolder("libtorch"),
                                   .globs = {"toy*"},
                                   .against = against});
  }

  const LockFolder workspace_, temporary_;
};

TEST_F(OtherLibTorchTest, Lock_IsReadAndItsFolderGoesWithIt) {
  {
    const auto lock = Measure();
    ASSERT_TRUE(lock.ok()) << lock.status();
    EXPECT_EQ((*lock)->Name(), absl::StrCat("the present on ", workspace_.InFolder("libtorch")));
    EXPECT_EQ((*lock)->Read("toy/toy18.textproto").value(), "measured\n");
  }
  EXPECT_THAT(temporary_.Files(), IsEmpty());
  EXPECT_TRUE(std::filesystem::is_empty(temporary_.path()));
}

TEST_F(OtherLibTorchTest, Bazel_LeavesTheWorkspacesLinksAlone) {
  ASSERT_TRUE(Measure().ok());
  EXPECT_THAT(workspace_.Read("asked"),
              AllOf(HasSubstr(absl::StrCat("in ", workspace_.path(), ": LIBTORCH=", workspace_.InFolder("libtorch"))),
                    HasSubstr(absl::StrCat("--output_base=", workspace_.path(), "/home/other-libtorch/")),
                    HasSubstr(" run --symlink_prefix=/ //tools:assay -- bc --keep="), HasSubstr(" --measure=toy*\n"),
                    Not(HasSubstr("--against"))));
}

TEST_F(OtherLibTorchTest, Against_IsPassedOn) {
  ASSERT_TRUE(Measure("main").ok());
  EXPECT_THAT(workspace_.Read("asked"), HasSubstr(" --against=main --measure=toy*\n"));
}

TEST_F(OtherLibTorchTest, Failure_LeavesNoFolder) {
  Bazel(2);
  const absl::Status status = Measure().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("ended with 2: see above"));
  EXPECT_TRUE(std::filesystem::is_empty(temporary_.path()));
}

TEST_F(OtherLibTorchTest, FolderWithoutLibTorch_IsRefusedBeforeABuild) {
  workspace_.Remove("libtorch/lib/libtorch_cpu.so");
  EXPECT_THAT(std::string(Measure().status().message()), HasSubstr("--libtorch names a folder"));
  EXPECT_FALSE(workspace_.Has("asked"));
}

}  // namespace
}  // namespace assay
