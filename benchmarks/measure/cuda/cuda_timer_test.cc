// On a GPU: it times what the GPU does, not what the CPU enqueues.
#include "benchmarks/measure/cuda/cuda_timer.h"

#include <cuda_runtime_api.h>

#include "gtest/gtest.h"

namespace assay {
namespace {

class CudaTimerTest : public testing::TestWithParam<Launching> {
 protected:
  void SetUp() override {
    ASSERT_EQ(cudaStreamCreate(&stream_), cudaSuccess);
    ASSERT_EQ(cudaMalloc(&from_, kBytes), cudaSuccess);
    ASSERT_EQ(cudaMalloc(&to_, kBytes), cudaSuccess);
    auto timer = CudaTimer::Make(0, stream_, GetParam());
    ASSERT_TRUE(timer.ok()) << timer.status();
    timer_ = *timer;
  }
  void TearDown() override {
    timer_ = nullptr;
    cudaFree(from_);
    cudaFree(to_);
    cudaStreamDestroy(stream_);
  }

  double Copy(size_t bytes, int64_t batch) {
    return timer_->Time([&](int64_t) { cudaMemcpyAsync(to_, from_, bytes, cudaMemcpyDeviceToDevice, stream_); }, 0,
                        batch);
  }

  static constexpr size_t kBytes = size_t{1} << 28;
  cudaStream_t stream_ = nullptr;
  void *from_ = nullptr, *to_ = nullptr;
  std::shared_ptr<CudaTimer> timer_;
};

TEST_P(CudaTimerTest, TwiceTheBytes_TakeTwiceTheTime) {
  Copy(kBytes, 3);
  const double half = Copy(kBytes / 2, 3);
  // A graph is captured anew where the batch differs.
  const double whole = Copy(kBytes, 4);
  EXPECT_NEAR(whole / half, 2, 0.3);
  EXPECT_TRUE(timer_->TakeError().ok());
}

TEST_P(CudaTimerTest, MoreThanAQueueHolds_DoesNotHang) {
  EXPECT_GT(Copy(4096, 3000), 0);
  EXPECT_TRUE(timer_->TakeError().ok());
}

TEST_P(CudaTimerTest, ColdReads_TakeLongerThanHotOnes) {
  constexpr size_t kInL2 = 8 << 20;
  Copy(kInL2, 1);
  const double hot = Copy(kInL2, 1);
  timer_->FlushCaches();
  EXPECT_GT(Copy(kInL2, 1), hot);
}

TEST_P(CudaTimerTest, CeilingsAndDevice_AreAGpus) {
  const auto ceilings = timer_->MeasureCeilings();
  ASSERT_TRUE(ceilings.ok()) << ceilings.status();
  EXPECT_GT(ceilings->bytes_per_second, 1e11);
  EXPECT_LT(ceilings->bytes_per_second, 2e13);
  EXPECT_GT(ceilings->flops_per_second, 1e12);
  EXPECT_FALSE(timer_->device().name.empty());
  EXPECT_GE(timer_->device().cuda, 13000);
}

TEST(CudaTimer, ADeviceThatIsNotThere_IsAStatus) {
  EXPECT_FALSE(CudaTimer::Make(1000, nullptr).ok());
  cudaGetLastError();
}

INSTANTIATE_TEST_SUITE_P(Launching, CudaTimerTest, testing::Values(Launching::kEvents, Launching::kGraph));

}  // namespace
}  // namespace assay
