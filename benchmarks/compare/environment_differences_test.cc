#include "benchmarks/compare/environment_differences.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;

const RunEnvironment kRun = {.processor = "Xeon",
                             .cores = 2,
                             .device = "H200",
                             .driver = "1",
                             .libtorch = "2.11.0",
                             .commit = "abc",
                             .build_mode = "opt",
                             .threads = 2};

TEST(EnvironmentDifferences, EachField_IsNamedWithBothValues) {
  RunEnvironment other = kRun;
  EXPECT_THAT(EnvironmentDifferences(kRun, other), ElementsAre());
  other.driver = "2";
  other.libtorch = "2.12.0";
  other.threads = 4;
  EXPECT_THAT(EnvironmentDifferences(kRun, other),
              ElementsAre("threads: 2 and 4", "driver: 1 and 2", "LibTorch: 2.11.0 and 2.12.0"));
  EXPECT_TRUE(CheckComparable(kRun, other).ok());
}

TEST(EnvironmentDifferences, WhatASideDoesNotSay_IsNone) {
  RunEnvironment silent = kRun;
  silent.commit = silent.libtorch = "";
  EXPECT_THAT(EnvironmentDifferences(kRun, silent), ElementsAre());
}

TEST(EnvironmentDifferences, DeviceOnOneSide_IsNamed) {
  RunEnvironment host = kRun;
  host.device = "";
  EXPECT_THAT(EnvironmentDifferences(kRun, host), ElementsAre("device: H200 and none"));
  EXPECT_FALSE(CheckComparable(kRun, host).ok());
}

// With one device the processor beside it may differ.
TEST(CheckComparable, SameDevice_IsEnough) {
  RunEnvironment other = kRun;
  other.processor = "EPYC";
  EXPECT_TRUE(CheckComparable(kRun, other).ok());
  other.build_mode = "fastbuild";
  EXPECT_FALSE(CheckComparable(kRun, other).ok());
}

}  // namespace
}  // namespace assay
