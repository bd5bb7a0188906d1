#include "benchmarks/measure/cuda/nvml.h"

#include <cstdlib>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kFake[] = "benchmarks/measure/cuda/libfake_nvml.so";

TEST(Nvml, ADevice_SaysItsClockAndWhyItIsSlow) {
  const auto nvml = Nvml::Open(kFake);
  ASSERT_TRUE(nvml.ok()) << nvml.status();
  EXPECT_EQ((*nvml)->DriverVersion(), "580.95.05");
  const auto slow = (*nvml)->Find("24");
  ASSERT_TRUE(slow.ok());
  const ClockState state = (*nvml)->ReadClocks(*slow);
  EXPECT_EQ(state.sm_mhz, 1980);
  EXPECT_TRUE(state.is_throttled());
  EXPECT_THAT(state.throttle, ElementsAre("power cap", "temperature"));
}

TEST(Nvml, Idleness_IsNoThrottling) {
  const auto nvml = Nvml::Open(kFake);
  ASSERT_TRUE(nvml.ok());
  EXPECT_THAT((*nvml)->ReadClocks(*(*nvml)->Find("1")).throttle, IsEmpty());
  EXPECT_THAT((*nvml)->ReadClocks(*(*nvml)->Find("2")).throttle, IsEmpty()) << "an application's clocks";
}

TEST(Nvml, WhatIsMissing_IsSaid) {
  EXPECT_EQ(Nvml::Open("libno_such_library.so").status().code(), absl::StatusCode::kNotFound);
  const absl::Status another = Nvml::Open("libm.so.6").status();
  EXPECT_EQ(another.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(another.message()), HasSubstr("it has no nvmlInit_v2"));
  setenv("FAKE_NVML_BROKEN", "1", 1);
  EXPECT_THAT(std::string(Nvml::Open(kFake).status().message()), HasSubstr("Driver Not Loaded"));
  unsetenv("FAKE_NVML_BROKEN");
  const auto nvml = Nvml::Open(kFake);
  ASSERT_TRUE(nvml.ok());
  EXPECT_THAT(std::string((*nvml)->Find("none").status().message()), HasSubstr("no GPU at none: Not Found"));
}

}  // namespace
}  // namespace assay
