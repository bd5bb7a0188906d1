// That kernels run, and that the faults which the header promises to report are reported.
#include "tools/emulate_cuda/emulate_cuda.h"

#include <cmath>
#include <numeric>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cuda/device.h"
#include "tools/cuda/mma.h"

namespace assay {
namespace {

using testing::HasSubstr;

constexpr unsigned kAll = 0xFFFFFFFF;

// Each block reverses its tile through shared memory; without the barrier it is the classic mistake.
template <typename T, bool with_barrier>
__global__ void ReverseTiles(const T* __restrict__ in, T* __restrict__ out) {
  ASSAY_SHARED_ARRAY(T, tile, 64);
  const unsigned begin = blockIdx.x * blockDim.x;
  tile[threadIdx.x] = in[begin + threadIdx.x];
  if (with_barrier) __syncthreads();
  out[begin + threadIdx.x] = tile[blockDim.x - 1 - threadIdx.x];
}

template <typename T>
std::vector<T> Reversed(void (*kernel)(const T*, T*), uint64_t seed) {
  std::vector<T> in(256), out(256);
  std::iota(in.begin(), in.end(), T{});
  const absl::Status ran = EmulateLaunch({.grid = {4}, .block = {64}, .seed = seed}, kernel, in.data(), out.data());
  EXPECT_TRUE(ran.ok()) << ran;
  return out;
}

template <typename T>
std::vector<T> ExpectedReversed() {
  std::vector<T> expected(256);
  for (int i = 0; i < 256; ++i) expected[i] = static_cast<T>(i / 64 * 64 + 63 - i % 64);
  return expected;
}

TEST(EmulateCuda, TilesThroughSharedMemory_AreReversedInEveryOrder) {
  for (uint64_t seed = 0; seed < 5; ++seed) {
    EXPECT_EQ((Reversed<int>(ReverseTiles<int, true>, seed)), ExpectedReversed<int>());
    EXPECT_EQ((Reversed<double>(ReverseTiles<double, true>, seed)), ExpectedReversed<double>());
  }
}

TEST(EmulateCuda, MissingBarrier_GivesAnotherAnswer) {
  for (uint64_t seed = 0; seed < 5; ++seed) {
    EXPECT_NE((Reversed<float>(ReverseTiles<float, false>, seed)), ExpectedReversed<float>());
  }
}

__global__ void Indices(int* out) {
  const unsigned block = (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  const unsigned thread = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
  atomicAdd(&out[block * blockDim.x * blockDim.y * blockDim.z + thread], 1);
}

TEST(EmulateCuda, EveryThreadOfEveryBlock_RunsOnce) {
  std::vector<int> counts(2 * 3 * 4 * 5 * 6 * 7);
  ASSERT_TRUE(EmulateLaunch({.grid = {2, 3, 4}, .block = {5, 6, 7}, .seed = 3}, Indices, counts.data()).ok());
  EXPECT_EQ(counts, std::vector<int>(counts.size(), 1));
}

struct WarpResults {
  float sum;
  unsigned odd;
  int any, all, rotated, up, reduced, half;
};

__global__ void WarpOperations(WarpResults* out) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
  WarpResults& result = out[threadIdx.x];
  result.sum = static_cast<float>(threadIdx.x);
  for (int offset = 16; offset > 0; offset /= 2) result.sum += __shfl_xor_sync(kAll, result.sum, offset);
  result.odd = __ballot_sync(kAll, lane % 2);
  result.any = __any_sync(kAll, lane == 7);
  result.all = __all_sync(kAll, lane < 31);
  result.rotated = __shfl_sync(kAll, lane, lane + 1);
  result.up = __shfl_up_sync(kAll, lane, 3, 8);
  result.reduced = __reduce_max_sync(kAll, -lane);
  if (lane < 16) result.half = __shfl_down_sync(0xFFFFu, lane, 8, 16);  // a part of the warp by itself
  __syncwarp();
}

TEST(EmulateCuda, WarpOperations_GiveWhatTheProgrammingGuideSays) {
  std::vector<WarpResults> results(64);
  const absl::Status ran = EmulateLaunch({.block = {64}, .seed = 9}, WarpOperations, results.data());
  ASSERT_TRUE(ran.ok()) << ran;
  for (int i = 0; i < 64; ++i) {
    const int lane = i % 32;
    EXPECT_EQ(results[i].sum, i < 32 ? 496.0f : 1520.0f);
    EXPECT_EQ(results[i].odd, 0xAAAAAAAA);
    EXPECT_EQ(results[i].any, 1);
    EXPECT_EQ(results[i].all, 0);
    EXPECT_EQ(results[i].rotated, (lane + 1) % 32);
    EXPECT_EQ(results[i].up, lane % 8 < 3 ? lane : lane - 3);
    EXPECT_EQ(results[i].reduced, 0);
    if (lane < 16) {
      EXPECT_EQ(results[i].half, lane < 8 ? lane + 8 : lane);
    }
  }
}

// A (16x32, signed) times B (32x8, unsigned, stored by columns), by what tools/cuda/mma.h says of who holds what.
__global__ void MultiplyMatrices(const uint32_t* a, const uint32_t* b, uint32_t* out) {
  const int g = static_cast<int>(threadIdx.x) / 4, t = static_cast<int>(threadIdx.x) % 4;
  uint32_t sum[4] = {1, 1, 1, 1};
  MultiplyAdd(make_uint4(a[g * 8 + t], a[(g + 8) * 8 + t], a[g * 8 + 4 + t], a[(g + 8) * 8 + 4 + t]),
              make_uint2(b[g * 8 + t], b[g * 8 + 4 + t]), sum);
  for (int i = 0; i < 4; ++i) out[(g + i / 2 * 8) * 8 + 2 * t + i % 2] = sum[i];
}

TEST(EmulateCuda, TensorCores_MultiplyBytes) {
  alignas(4) int8_t a[16][32];
  alignas(4) uint8_t b[8][32];
  for (int i = 0; i < 512; ++i) a[i / 32][i % 32] = static_cast<int8_t>(i * 37);
  for (int i = 0; i < 256; ++i) b[i / 32][i % 32] = static_cast<uint8_t>(i * 101 + 3);
  uint32_t out[128];
  const absl::Status ran =
      EmulateLaunch({.block = {32}, .seed = 4}, MultiplyMatrices, reinterpret_cast<const uint32_t*>(a),
                    reinterpret_cast<const uint32_t*>(b), out);
  ASSERT_TRUE(ran.ok()) << ran;
  for (int row = 0; row < 16; ++row) {
    for (int column = 0; column < 8; ++column) {
      int expected = 1;
      for (int k = 0; k < 32; ++k) expected += a[row][k] * b[column][k];
      EXPECT_EQ(static_cast<int>(out[row * 8 + column]), expected) << row << "," << column;
    }
  }
}

__global__ void Votes(int* out) {
  out[threadIdx.x] = __syncthreads_count(threadIdx.x < 5) * 100 + __syncthreads_or(threadIdx.x == 40) * 10 +
                     __syncthreads_and(threadIdx.x != 40);
}

TEST(EmulateCuda, BarriersThatVote_CountTheBlock) {
  std::vector<int> out(48);
  ASSERT_TRUE(EmulateLaunch({.block = {48}}, Votes, out.data()).ok());
  EXPECT_EQ(out, std::vector<int>(48, 510));
}

__global__ void Atomics(unsigned* out) {
  atomicMax(&out[0], threadIdx.x);
  atomicOr(&out[1], 1u << (threadIdx.x % 32));
  if (atomicCAS(&out[2], 0u, threadIdx.x + 1) == 0) atomicExch(&out[3], 77u);
  atomicAdd(reinterpret_cast<float*>(&out[4]), 0.5f);
}

TEST(EmulateCuda, Atomics_Accumulate) {
  std::vector<unsigned> out(5);
  ASSERT_TRUE(EmulateLaunch({.block = {64}}, Atomics, out.data()).ok());
  EXPECT_EQ(out, (std::vector<unsigned>{63, kAll, 1, 77, __float_as_uint(32.0f)}));
}

TEST(EmulateCuda, BitFunctions_GiveWhatTheProgrammingGuideSays) {
  EXPECT_EQ(__popc(0xF0F0), 8);
  EXPECT_EQ(__ffs(8), 4);
  EXPECT_EQ(__ffs(0), 0);
  EXPECT_EQ(__clz(1), 31);
  EXPECT_EQ(__byte_perm(0x33221100, 0x77665544, 0x7140), 0x77114400u);
  EXPECT_EQ(__byte_perm(0x80, 0, 0x0008), 0x808080FFu);
  EXPECT_EQ(__funnelshift_r(0x11223344, 0x55667788, 8), 0x88112233u);
  EXPECT_EQ(__funnelshift_l(0x11223344, 0x55667788, 8), 0x66778811u);
  EXPECT_EQ(__umulhi(0x80000000, 6), 3u);
  EXPECT_EQ(min(1.0f, std::nanf("")), 1.0f);
}

__global__ void ReadUnwritten(float* out) {
  ASSAY_DYNAMIC_SHARED(float, room);
  ASSAY_SHARED_ARRAY(float, other, 4);
  out[2 * blockIdx.x] = room[3];
  out[2 * blockIdx.x + 1] = other[3];
  room[3] = other[3] = 0.0f;  // the next block must not see it
}

TEST(EmulateCuda, SharedMemoryThatNobodyWrote_IsNanOrHuge) {
  std::vector<float> out(4);
  ASSERT_TRUE(EmulateLaunch({.grid = {2}, .block = {1}, .shared_bytes = 16}, ReadUnwritten, out.data()).ok());
  EXPECT_TRUE(std::isnan(out[0]) && std::isnan(out[1]));
  EXPECT_GT(std::min(out[2], out[3]), 1e38f);
}

template <typename... Parameters, typename... Arguments>
std::string ErrorOf(unsigned threads, void (*kernel)(Parameters...), Arguments... arguments) {
  const absl::Status ran = EmulateLaunch({.grid = {2}, .block = {threads}, .shared_bytes = 64}, kernel, arguments...);
  EXPECT_EQ(ran.code(), absl::StatusCode::kInternal);
  return std::string(ran.message());
}

__global__ void BarrierOfSome(int some) {
  if (static_cast<int>(threadIdx.x) < some) __syncthreads();
}

__global__ void TwoBarriers() {
  if (threadIdx.x % 2 == 0) {
    __syncthreads();
  } else {
    __syncthreads();
  }
}

TEST(EmulateCuda, BarrierThatNotAllReach_IsAnError) {
  EXPECT_THAT(ErrorOf(64, BarrierOfSome, 40), HasSubstr("__syncthreads in line"));
  EXPECT_THAT(ErrorOf(64, BarrierOfSome, 40), HasSubstr("thread (40, 0, 0) has returned and 23 more like it"));
  EXPECT_THAT(ErrorOf(64, TwoBarriers), HasSubstr("and 31 more like it; thread (1, 0, 0) at __syncthreads"));
}

__global__ void ShuffleOfSome(int some, unsigned mask) {
  int value = 1;
  if (static_cast<int>(threadIdx.x) < some) {
    value = __shfl_sync(mask, value, 0);
  } else {
    __syncthreads();
  }
}

__global__ void ShuffleFromBeyond() { __shfl_sync(0xFFFFu & __ballot_sync(kAll, threadIdx.x < 16), 1, 20); }

TEST(EmulateCuda, ShuffleThatNotAllReach_IsAnError) {
  EXPECT_THAT(ErrorOf(32, ShuffleOfSome, 20, kAll),
              HasSubstr("threads wait for ever: thread (0, 0, 0) at __shfl_sync"));
  EXPECT_THAT(ErrorOf(32, ShuffleOfSome, 20, 0xFFFFu), HasSubstr("the mask ffff leaves the calling lane out"));
  EXPECT_THAT(ErrorOf(16, ShuffleFromBeyond), HasSubstr("reads lane 20, which does not take part"));
}

// UndefinedBehaviorSanitizer would report these before the emulation does.
#define ASSAY_MISALIGNED __attribute__((no_sanitize("alignment")))

ASSAY_MISALIGNED __global__ void CopyVector(const float* in, float* out) {
  *reinterpret_cast<float4*>(out) = *reinterpret_cast<const float4*>(in);
}

ASSAY_MISALIGNED __global__ void LoadMisaligned(const unsigned char* in) { __ldg(reinterpret_cast<const int*>(in)); }

TEST(EmulateCuda, MisalignedAccess_IsAnError) {
  alignas(16) float in[8] = {1, 2, 3, 4, 5, 6, 7, 8}, out[8] = {};
  ASSERT_TRUE(EmulateLaunch({.block = {1}}, CopyVector, in + 4, out).ok());
  EXPECT_EQ(out[3], 8.0f);
  EXPECT_THAT(ErrorOf(1, CopyVector, in + 1, out), HasSubstr("4 bytes off its alignment of 16"));
  EXPECT_THAT(ErrorOf(1, CopyVector, in, out + 2), HasSubstr("8 bytes off its alignment of 16"));
  EXPECT_THAT(ErrorOf(1, LoadMisaligned, reinterpret_cast<unsigned char*>(in) + 3), HasSubstr("3 bytes off"));
}

__global__ void WriteAt(int dynamic_at, int static_at) {
  ASSAY_DYNAMIC_SHARED(volatile int, room);
  ASSAY_SHARED_ARRAY(int, other, 4);
  volatile int* array = other;
  room[dynamic_at] = 1;
  array[static_at] = 1;
}

TEST(EmulateCuda, SharedIndexOutOfRange_IsAnError) {
  ASSERT_TRUE(EmulateLaunch({.block = {1}, .shared_bytes = 64}, WriteAt, 15, 3).ok());
#ifdef __SANITIZE_ADDRESS__
  EXPECT_DEATH(ErrorOf(1, WriteAt, 16, 3), "use-after-poison");
#else
  EXPECT_THAT(ErrorOf(1, WriteAt, 16, 3), HasSubstr("shared memory was written"));
  EXPECT_THAT(ErrorOf(1, WriteAt, -1, 3), HasSubstr("4 bytes before an array of 64 bytes"));
  EXPECT_THAT(ErrorOf(1, WriteAt, 0, 4), HasSubstr("16 bytes into an array of 16 bytes"));
#endif
}

__global__ void LargeArray() {
  ASSAY_SHARED_ARRAY(double, array, 20000);
  array[0] = 1;
  ASSAY_SHARED_ARRAY(double, another, 20000);
  another[0] = 1;
}

TEST(EmulateCuda, MoreThanADeviceHas_IsAnError) {
  EXPECT_THAT(ErrorOf(1, LargeArray), HasSubstr("more shared memory"));
  const auto code = [](dim3 grid, dim3 block, size_t shared_bytes) {
    return EmulateLaunch({.grid = grid, .block = block, .shared_bytes = shared_bytes}, BarrierOfSome, 0).code();
  };
  EXPECT_EQ(code({1}, {1024}, 163 * 1024), absl::StatusCode::kOk);
  EXPECT_EQ(code({1}, {1}, 163 * 1024 + 1), absl::StatusCode::kInternal);
  EXPECT_EQ(code({1}, {1025}, 0), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code({0}, {32}, 0), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code({1, 65536}, {32}, 0), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay
