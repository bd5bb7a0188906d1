#include "benchmarks/profile/known_kernels.h"

#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string Written(const std::string& text) {
  const std::string path = testing::TempDir() + "/kernels.json";
  std::ofstream(path) << text;
  return path;
}

TEST(KnownKernels, WhatIsKept_IsReadAgain) {
  KnownKernels known;
  known.Keep(
      "cpu", "resnet50",
      {.kernels = {
           {.name = "relu", .share = 0.5}, {.name = "conv", .share = 0.49}, {.name = "empty", .share = 0.0001}}});
  const auto read = KnownKernels::Read(Written(known.Json()));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(*read->Find("cpu", "resnet50"), ElementsAre("conv", "relu"));
  EXPECT_EQ(read->Find("cpu", "resnet18"), nullptr);
  EXPECT_EQ(read->Find("NVIDIA H200", "resnet50"), nullptr);
}

TEST(KnownKernels, NoFile_IsNothingKnown) {
  EXPECT_EQ(KnownKernels::Read("/nowhere/kernels.json")->Find("cpu", "resnet50"), nullptr);
}

TEST(KnownKernels, AnotherDocument_IsRefusedByName) {
  for (const char* text : {"", "[]", "{\"cpu\": 3}", "{\"cpu\": {\"a\": [1]}}", "{"}) {
    const absl::Status status = KnownKernels::Read(Written(text)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("kernels.json: expected"));
  }
}

}  // namespace
}  // namespace assay
