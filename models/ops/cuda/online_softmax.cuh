// Softmax's two numbers, the largest value and the sum of exponentials relative to it, in one pass: whenever a larger
// value turns up, the sum so far is scaled down.
// Source: Milakov and Gimelshein, "Online normalizer calculation for softmax", algorithm 3.
#ifndef ASSAY_MODELS_OPS_CUDA_ONLINE_SOFTMAX_CUH_
#define ASSAY_MODELS_OPS_CUDA_ONLINE_SOFTMAX_CUH_

#include "models/ops/cuda/packed.cuh"
// Above all else: the device's language.
#include "models/ops/cuda/channelwise.h"

namespace assay {

// kFast: for results of 16 bits, which keep none of what the device's approximation loses.
template <bool kFast>
__device__ inline float Exponential(float value) {
  return kFast ? __expf(value) : expf(value);
}

// Infinities and NaN come out as in torch: a NaN, +infinity, or nothing but -infinity makes the row NaN.
template <bool kFast>
struct OnlineSoftmax {
  float largest = -INFINITY;
  float sum = 0.0f;

  // What exponents are relative to: nothing is subtracted from -infinity, so that its exponential stays 0, not NaN.
  __device__ float Base() const { return largest == -INFINITY ? 0.0f : largest; }
  __device__ float Relative(float value) const { return Exponential<kFast>(value - Base()); }

  template <typename T, int kWidth>
  __device__ void Add(const Packed<T, kWidth>& values) {
    float larger = largest;
#pragma unroll
    for (int i = 0; i < kWidth; ++i) larger = fmaxf(larger, values.Get(i));
    if (larger > largest) Rescale(larger);
#pragma unroll
    for (int i = 0; i < kWidth; ++i) sum += Relative(values.Get(i));
  }

  __device__ void Rescale(float larger) {
    const float before = largest;
    largest = larger;
    sum *= Relative(before);
  }

  __device__ void Merge(float other_largest, float other_sum) {
    const OnlineSoftmax before = *this;
    largest = fmaxf(largest, other_largest);
    sum = before.sum * Relative(before.largest) + other_sum * Relative(other_largest);
  }
};

// The block's total, for all of its threads, which all call it. `parts`: shared memory for 2 * 32 floats.
template <bool kFast>
__device__ inline OnlineSoftmax<kFast> MergeBlock(OnlineSoftmax<kFast> own, float* parts) {
  for (int distance = 16; distance > 0; distance /= 2) {
    const float largest = __shfl_xor_sync(0xFFFFFFFFu, own.largest, distance);
    own.Merge(largest, __shfl_xor_sync(0xFFFFFFFFu, own.sum, distance));
  }
  if (threadIdx.x % 32 == 0) {
    parts[threadIdx.x / 32] = own.largest;
    parts[32 + threadIdx.x / 32] = own.sum;
  }
  __syncthreads();
  OnlineSoftmax<kFast> total;
  for (uint32_t warp = 0; warp < blockDim.x / 32; ++warp) total.Merge(parts[warp], parts[32 + warp]);
  return total;
}

// A row as a block reads it: single elements up to the first multiple of 16 bytes, vectors, single elements.
template <typename T, int kWidth>
struct RowParts {
  const T* row;
  uint32_t head, vectors, edges;  // edges: single elements on both sides

  __device__ RowParts(const T* start, uint32_t length) : row(start) {
    const uint64_t address = reinterpret_cast<uint64_t>(start);
    head = kWidth == 1 ? 0 : static_cast<uint32_t>(HeadLength(address, sizeof(T), length));
    vectors = (length - head) / kWidth;
    edges = length - vectors * kWidth;
  }

  // Where the single element `i` of `edges` lies, and where vector `i` begins.
  __device__ uint32_t EdgeAt(uint32_t i) const { return i < head ? i : i + vectors * kWidth; }
  __device__ uint32_t VectorAt(uint32_t i) const { return head + i * kWidth; }
};

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_ONLINE_SOFTMAX_CUH_
