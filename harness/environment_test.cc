#include "harness/environment.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

proto::Blessing Blessing(const char* libtorch, const char* capability, int threads) {
  proto::Blessing blessing;
  blessing.set_libtorch(libtorch);
  blessing.set_cpu_capability(capability);
  blessing.set_threads(threads);
  return blessing;
}

const Environment& ThisMachine() {
  static const auto& environment =
      *new Environment{.libtorch = "2.11.0", .cpu_capability = "AVX512", .device = "cpu", .threads = 2};
  return environment;
}

TEST(BlessedElsewhere, SameLibTorchAndCapability_SaysNothingWhateverTheThreads) {
  EXPECT_EQ(BlessedElsewhere(Blessing("2.11.0", "AVX512", 8), ThisMachine()), "");
}

TEST(BlessedElsewhere, LockThatDoesNotSay_SaysNothing) { EXPECT_EQ(BlessedElsewhere({}, ThisMachine()), ""); }

TEST(BlessedElsewhere, OtherLibTorch_SaysBoth) {
  EXPECT_EQ(BlessedElsewhere(Blessing("2.10.0", "AVX512", 8), ThisMachine()),
            "the lock was blessed on LibTorch 2.10.0, AVX512, 8 threads; this is LibTorch 2.11.0, AVX512, 2 threads");
}

TEST(BlessedElsewhere, OtherCapability_SaysBoth) {
  EXPECT_EQ(BlessedElsewhere(Blessing("2.11.0", "AVX2", 2), ThisMachine()),
            "the lock was blessed on LibTorch 2.11.0, AVX2, 2 threads; this is LibTorch 2.11.0, AVX512, 2 threads");
}

TEST(BlessedElsewhere, WhatIsBlessedHere_IsNotElsewhere) {
  EXPECT_EQ(BlessedElsewhere(CurrentBlessing("first"), CurrentEnvironment()), "");
}

}  // namespace
}  // namespace assay
