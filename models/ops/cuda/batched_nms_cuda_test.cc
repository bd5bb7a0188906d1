// The kernels against their twin on the CPU. Needs a device: it fails where there is none.
#include <cuda_runtime.h>

#include <vector>

#include "gtest/gtest.h"
#include "models/ops/cuda/testing/batched_nms_cases.h"
#include "tools/cuda/cuda_status.h"

namespace assay {
namespace {

template <typename T>
T* OnDevice(const T* host, int64_t count) {
  T* device = nullptr;
  EXPECT_EQ(cudaMalloc(reinterpret_cast<void**>(&device), count * sizeof(T) + 1), cudaSuccess);
  EXPECT_EQ(cudaMemcpy(device, host, count * sizeof(T), cudaMemcpyHostToDevice), cudaSuccess);
  return device;
}

constexpr auto kLaunch = [](const BatchedNms& nms) {
  size_t bytes = 0;
  ASSERT_EQ(BatchedNmsWorkspace(nms.count, &bytes), cudaSuccess);
  BatchedNms device = nms;
  float* boxes = OnDevice(nms.boxes, nms.count * 4);
  float* scores = OnDevice(nms.scores, nms.count);
  int64_t* classes = nms.classes == nullptr ? nullptr : OnDevice(nms.classes, nms.count);
  device.boxes = boxes, device.scores = scores, device.classes = classes;
  device.kept = OnDevice(nms.kept, nms.count), device.kept_count = OnDevice(nms.kept_count, 1);
  void* workspace = nullptr;
  ASSERT_EQ(cudaMalloc(&workspace, bytes), cudaSuccess);
  ASSERT_EQ(cudaMemset(workspace, 0x5A, bytes), cudaSuccess);
  const absl::Status launched = CudaStatus(LaunchBatchedNms(device, workspace, bytes, nullptr), "launch");
  ASSERT_TRUE(launched.ok()) << launched;
  ASSERT_EQ(cudaMemcpy(nms.kept, device.kept, nms.count * sizeof(int64_t), cudaMemcpyDeviceToHost), cudaSuccess);
  ASSERT_EQ(cudaMemcpy(nms.kept_count, device.kept_count, sizeof(int64_t), cudaMemcpyDeviceToHost), cudaSuccess);
  for (void* memory : std::vector<void*>{boxes, scores, classes, device.kept, device.kept_count, workspace})
    cudaFree(memory);
};

TEST(BatchedNmsCuda, Counts_EqualTheCpu) {
  TestNmsCounts({1, 2, 10, 33, 500, 1000, 1024, 1025, 2048, 2049, 5000, 20000, 100000}, kLaunch);
}

TEST(BatchedNmsCuda, SpecialValues_EqualTheCpu) {
  TestNmsSpecialValues(300, kLaunch);
  TestNmsSpecialValues(5000, kLaunch);
}

TEST(BatchedNmsCuda, ManyClasses_EqualTheCpu) {
  for (int64_t classes : {80, 5000}) ExpectSameBoxes(MakeNmsBoxes(100000, classes, 50, 4), true, 0.4, kLaunch);
}

TEST(BatchedNmsCuda, MoreTilesThanOneTableHolds_EqualTheCpu) {
  ExpectSameBoxes(MakeNmsBoxes(140000, 40, 50, 4), true, 0.4, kLaunch);
}

TEST(BatchedNmsCuda, NoBoxes_CountZero) {
  int64_t* count = nullptr;
  ASSERT_EQ(cudaMalloc(reinterpret_cast<void**>(&count), sizeof(int64_t)), cudaSuccess);
  EXPECT_EQ(LaunchBatchedNms({.kept_count = count}, nullptr, 0, nullptr), cudaSuccess);
  int64_t host = -1;
  ASSERT_EQ(cudaMemcpy(&host, count, sizeof(host), cudaMemcpyDeviceToHost), cudaSuccess);
  EXPECT_EQ(host, 0);
  cudaFree(count);
}

TEST(BatchedNmsCuda, SmallWorkspace_IsRefused) {
  float value = 0.0f;
  int64_t number = 0;
  const BatchedNms nms = {.boxes = &value, .scores = &value, .count = 1, .kept = &number, .kept_count = &number};
  EXPECT_EQ(LaunchBatchedNms(nms, nullptr, 0, nullptr), cudaErrorInvalidValue);
}

}  // namespace
}  // namespace assay
