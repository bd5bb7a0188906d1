#include "tools/cuda/cuda_error.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(CudaError, NoError_IsOk) { EXPECT_TRUE(StatusOfCudaError({.code = 0, .name = "cudaSuccess"}, "copy").ok()); }

TEST(CudaError, KnownErrors_HaveTheirOwnCode) {
  const auto code = [](int error) { return StatusOfCudaError({.code = error}, "copy").code(); };
  EXPECT_EQ(code(1), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(2), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(code(100), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code(209), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code(700), absl::StatusCode::kInternal);
  EXPECT_EQ(code(999), absl::StatusCode::kInternal);
}

TEST(CudaError, Message_SaysWhatFailedAndWhatToDo) {
  const CudaError memory = {.code = 2, .name = "cudaErrorMemoryAllocation", .description = "out of memory"};
  EXPECT_EQ(StatusOfCudaError(memory, "normalize").message(),
            "normalize: cudaErrorMemoryAllocation (2), out of memory: free some of the device's memory");
}

}  // namespace
}  // namespace assay
