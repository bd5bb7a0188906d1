// Top-k's kernel: a block for each row, which reads it twice, the second time from the device's cache.
//
// First each thread finds the largest of its own elements. Of these largest ones the k-th is a bound: at least k
// elements are not below it. Then the elements that are not below the bound are collected, a few more than k, and
// sorted. Where they are too many (large values that few threads saw) the bound is raised to the k-th largest element
// itself, by counting its digits, which reads the row once for each.
#ifndef ASSAY_MODELS_OPS_CUDA_TOP_K_KERNEL_CUH_
#define ASSAY_MODELS_OPS_CUDA_TOP_K_KERNEL_CUH_

#include "models/ops/cuda/bitonic_sort.cuh"
#include "models/ops/cuda/online_softmax.cuh"
// Above all else: the device's language.
#include "models/ops/cuda/descending_key.h"
#include "models/ops/cuda/top_k.h"

namespace assay {

inline constexpr uint32_t kTopKCandidates = 2048;
inline constexpr uint32_t kTopKMostThreads = 1024;
inline constexpr uint32_t kTopKDigits = 256;

// What is sorted ascending: the value's descending key, then the index. No two elements of a row are equal.
ASSAY_HOST_DEVICE inline uint64_t TopKRank(float value, uint32_t index) {
  return static_cast<uint64_t>(DescendingKey(value)) << 32 | index;
}

// Calls `use(values, index of the first)` for each thread's vectors and single elements, in ascending order of indices
// but for the single ones, which come first.
template <typename T, int kWidth, typename Use>
__device__ inline void ForEachPacked(const RowParts<T, kWidth>& parts, const Use& use) {
  if (threadIdx.x < parts.edges) {
    Packed<T, 1> value;
    value.Load(parts.row + parts.EdgeAt(threadIdx.x));
    use(value, parts.EdgeAt(threadIdx.x));
  }
  constexpr uint32_t kAtOnce = 4;
  for (uint32_t first = threadIdx.x; first < parts.vectors; first += kAtOnce * blockDim.x) {
    Packed<T, kWidth> values[kAtOnce];
#pragma unroll
    for (uint32_t i = 0; i < kAtOnce; ++i) {
      const uint32_t vector = first + i * blockDim.x;
      if (vector < parts.vectors) values[i].Load(parts.row + parts.VectorAt(vector));
    }
#pragma unroll
    for (uint32_t i = 0; i < kAtOnce; ++i) {
      const uint32_t vector = first + i * blockDim.x;
      if (vector < parts.vectors) use(values[i], parts.VectorAt(vector));
    }
  }
}

template <typename T, int kWidth, typename Use>
__device__ inline void ForEachRank(const RowParts<T, kWidth>& parts, const Use& use) {
  ForEachPacked(parts, [&](const auto& values, uint32_t index) {
    constexpr int kCount = sizeof(values) == 16 ? kWidth : 1;
#pragma unroll
    for (int i = 0; i < kCount; ++i) use(TopKRank(values.Get(i), index + i));
  });
}

// The smallest rank (the largest value) of each thread, and what softmax needs. Of equal values the one that comes
// first: with the single elements that is not always the lower index, but any k elements' ranks make a bound.
template <typename T, int kWidth>
__device__ inline uint64_t FirstRank(const RowParts<T, kWidth>& parts, bool softmax,
                                     OnlineSoftmax<sizeof(T) == 2>* online) {
  uint32_t first_key = 0xFFFFFFFFu, first_index = 0xFFFFFFFFu;
  ForEachPacked(parts, [&](const auto& values, uint32_t index) {
    constexpr int kCount = sizeof(values) == 16 ? kWidth : 1;
    if (softmax) online->Add(values);
#pragma unroll
    for (int i = 0; i < kCount; ++i) {
      const uint32_t key = DescendingKey(values.Get(i));
      if (key < first_key) first_key = key, first_index = index + i;
    }
  });
  return static_cast<uint64_t>(first_key) << 32 | first_index;
}

// The k-th smallest rank of the row, from its highest digit down. `counts`: shared memory for kTopKDigits + 2 words.
template <typename T, int kWidth>
__device__ inline uint64_t KthRank(const RowParts<T, kWidth>& parts, uint32_t k, uint32_t* counts) {
  uint64_t prefix = 0;  // of the k-th rank
  for (int shift = 56; shift >= 0; shift -= 8) {
    for (uint32_t i = threadIdx.x; i < kTopKDigits; i += blockDim.x) counts[i] = 0;
    __syncthreads();
    // Those that begin as the k-th does. A shift by 64 would be undefined: the first digit has no prefix.
    ForEachRank(parts, [&](uint64_t rank) {
      if (shift == 56 || rank >> (shift + 8) == prefix) atomicAdd(&counts[rank >> shift & 0xFF], 1u);
    });
    __syncthreads();
    if (threadIdx.x == 0) {
      uint32_t digit = 0, left = k;
      while (counts[digit] < left) left -= counts[digit++];
      counts[kTopKDigits] = digit;
      counts[kTopKDigits + 1] = left;
    }
    __syncthreads();
    prefix = prefix << 8 | counts[kTopKDigits];
    k = counts[kTopKDigits + 1];
    __syncthreads();
  }
  return prefix;
}

// Collects the ranks up to `bound` into `candidates`. Returns how many there are, for all threads, even where there is
// no room for all. `count`: a word of shared memory.
template <typename T, int kWidth>
__device__ inline uint32_t Collect(const RowParts<T, kWidth>& parts, uint64_t bound, uint64_t* candidates,
                                   uint32_t* count) {
  if (threadIdx.x == 0) *count = 0;
  __syncthreads();
  ForEachRank(parts, [&](uint64_t rank) {
    if (rank > bound) return;
    const uint32_t place = atomicAdd(count, 1u);
    if (place < kTopKCandidates) candidates[place] = rank;
  });
  __syncthreads();
  return *count;
}

ASSAY_HOST_DEVICE inline uint32_t PowerOfTwoFrom(uint32_t count) {
  uint32_t power = 2;
  while (power < count) power *= 2;
  return power;
}

// At least kMostTopK threads, a power of 2 of them.
template <typename T>
__global__ void __launch_bounds__(kTopKMostThreads) TopKKernel(TopK top, uint32_t length) {
  ASSAY_SHARED_ARRAY(uint64_t, ranks, kTopKCandidates);
  ASSAY_SHARED_ARRAY(uint32_t, counts, kTopKDigits + 2);
  ASSAY_SHARED_ARRAY(float, totals, 64);
  const uint32_t k = static_cast<uint32_t>(top.k);
  const RowParts<T, 16 / sizeof(T)> parts(static_cast<const T*>(top.input) + int64_t{blockIdx.x} * length, length);
  OnlineSoftmax<sizeof(T) == 2> online;
  ranks[threadIdx.x] = FirstRank(parts, top.softmax, &online);
  if (top.softmax) online = MergeBlock(online, totals);
  BitonicSort(ranks, blockDim.x);
  // Threads without an element have the last rank of all: with fewer others than k all of the row are candidates.
  const uint64_t bound = ranks[k - 1];
  __syncthreads();
  uint32_t count = Collect(parts, bound, ranks, &counts[0]);
  if (count > kTopKCandidates) {
    __syncthreads();
    const uint64_t kth = KthRank(parts, k, counts);
    count = Collect(parts, kth, ranks, &counts[0]);
  }
  const uint32_t size = PowerOfTwoFrom(count);
  for (uint32_t i = count + threadIdx.x; i < size; i += blockDim.x) ranks[i] = ~uint64_t{0};
  BitonicSort(ranks, size);
  T* values = static_cast<T*>(top.values) + int64_t{blockIdx.x} * k;
  int64_t* indices = top.indices + int64_t{blockIdx.x} * k;
  for (uint32_t i = threadIdx.x; i < k; i += blockDim.x) {
    const uint32_t index = static_cast<uint32_t>(ranks[i]);
    const T value = parts.row[index];
    values[i] = top.softmax ? FromFloat<T>(online.Relative(ToFloat(value)) * (1.0f / online.sum)) : value;
    indices[i] = index;
  }
}

// How many threads the kernel is launched with: some four vectors a thread, where the row has as many.
template <typename T>
uint32_t TopKThreads(const Rows& rows) {
  constexpr int64_t kWidth = 16 / sizeof(T);
  uint32_t threads = kMostTopK;
  while (threads < kTopKMostThreads && int64_t{threads} * 4 * kWidth < rows.length) threads *= 2;
  return threads;
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_TOP_K_KERNEL_CUH_
