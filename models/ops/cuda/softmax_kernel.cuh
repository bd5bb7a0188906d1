// Softmax's kernel: a block for each row. A thread keeps what it has read in registers, then in shared memory, so that
// it need not be read again to be written; only what has room in neither (of float32, beyond some 90,000 elements) is.
#ifndef ASSAY_MODELS_OPS_CUDA_SOFTMAX_KERNEL_CUH_
#define ASSAY_MODELS_OPS_CUDA_SOFTMAX_KERNEL_CUH_

#include "models/ops/cuda/online_softmax.cuh"
// Above all else: the device's language.
#include "models/ops/cuda/softmax.h"

namespace assay {

template <typename T, int kWidth, int kSlots>
struct SoftmaxRow {
  RowParts<T, kWidth> parts;
  T* shared;
  uint32_t shared_slots;
  Packed<T, kWidth> kept[kSlots];
  Packed<T, 1> edge;

  __device__ uint32_t Vector(uint32_t slot) const { return slot * blockDim.x + threadIdx.x; }
  __device__ T* SharedAt(uint32_t slot) const { return shared + Vector(slot) * kWidth; }

  __device__ OnlineSoftmax<sizeof(T) == 2> Read() {
    OnlineSoftmax<sizeof(T) == 2> online;
    if (threadIdx.x < parts.edges) {
      edge.Load(parts.row + parts.EdgeAt(threadIdx.x));
      online.Add(edge);
    }
#pragma unroll
    for (int i = 0; i < kSlots; ++i) {
      if (Vector(i) < parts.vectors) kept[i].Load(parts.row + parts.VectorAt(Vector(i)));
    }
#pragma unroll
    for (int i = 0; i < kSlots; ++i) {
      if (Vector(i) < parts.vectors) online.Add(kept[i]);
    }
#pragma unroll 4
    for (uint32_t i = kSlots; Vector(i) < parts.vectors; ++i) {
      Packed<T, kWidth> values;
      values.Load(parts.row + parts.VectorAt(Vector(i)));
      // Its own thread reads it back: no barrier.
      if (i - kSlots < shared_slots) values.Store(SharedAt(i - kSlots));
      online.Add(values);
    }
    return online;
  }

  template <int kCount>
  __device__ static void Write(Packed<T, kCount> values, const OnlineSoftmax<sizeof(T) == 2>& total, float factor,
                               T* to) {
#pragma unroll
    for (int i = 0; i < kCount; ++i) values.Set(i, total.Relative(values.Get(i)) * factor);
    values.Store(to);
  }

  __device__ void WriteAll(const OnlineSoftmax<sizeof(T) == 2>& total, T* output) const {
    const float factor = 1.0f / total.sum;
    if (threadIdx.x < parts.edges) Write(edge, total, factor, output + parts.EdgeAt(threadIdx.x));
#pragma unroll
    for (int i = 0; i < kSlots; ++i) {
      if (Vector(i) < parts.vectors) Write(kept[i], total, factor, output + parts.VectorAt(Vector(i)));
    }
#pragma unroll 4
    for (uint32_t i = kSlots; Vector(i) < parts.vectors; ++i) {
      Packed<T, kWidth> values;
      values.Load(i - kSlots < shared_slots ? SharedAt(i - kSlots) : parts.row + parts.VectorAt(Vector(i)));
      Write(values, total, factor, output + parts.VectorAt(Vector(i)));
    }
  }
};

// Dynamic shared memory: `shared_slots` vectors for each thread. There must be more threads than edges (14).
template <typename T, int kWidth, int kSlots>
__global__ void __launch_bounds__(1024)
    SoftmaxKernel(const T* input, T* output, uint32_t length, uint32_t shared_slots) {
  ASSAY_DYNAMIC_SHARED(T, shared);
  ASSAY_SHARED_ARRAY(float, totals, 64);
  const int64_t start = int64_t{blockIdx.x} * length;
  SoftmaxRow<T, kWidth, kSlots> row = {RowParts<T, kWidth>(input + start, length), shared, shared_slots};
  row.WriteAll(MergeBlock(row.Read(), totals), output + start);
}

struct SoftmaxPlan {
  bool vectors;     // of 16 bytes; else of one element
  bool many_slots;  // 8 in registers; else 4
  uint32_t threads;
  uint32_t shared_slots;
  uint32_t shared_bytes;
};

// `most_shared`: bytes of dynamic shared memory that a block may have.
template <typename T>
SoftmaxPlan PlanSoftmax(uint32_t length, const void* input, const void* output, uint32_t most_shared) {
  SoftmaxPlan plan = {};
  plan.vectors = (reinterpret_cast<uint64_t>(input) ^ reinterpret_cast<uint64_t>(output)) % 16 == 0;
  const uint32_t width = plan.vectors ? 16 / sizeof(T) : 1, vectors = (length + width - 1) / width;
  constexpr uint32_t kFew = 4, kMany = 8, kMost = 1024;
  plan.many_slots = vectors > kFew * kMost;
  const uint32_t slots = plan.many_slots ? kMany : kFew, wanted = (vectors + slots - 1) / slots;
  plan.threads = wanted >= kMost ? kMost : (wanted + 31) / 32 * 32;
  const uint32_t a_slot = plan.threads * width * static_cast<uint32_t>(sizeof(T));
  const uint32_t missing = (vectors + plan.threads - 1) / plan.threads;
  const uint32_t room = most_shared / a_slot;
  plan.shared_slots = missing <= slots ? 0 : missing - slots < room ? missing - slots : room;
  plan.shared_bytes = plan.shared_slots * a_slot;
  return plan;
}

template <typename T>
using SoftmaxFunction = void (*)(const T*, T*, uint32_t, uint32_t);

template <typename T>
SoftmaxFunction<T> SoftmaxKernelOf(const SoftmaxPlan& plan) {
  constexpr int kWidth = 16 / sizeof(T);
  if (plan.vectors) return plan.many_slots ? SoftmaxKernel<T, kWidth, 8> : SoftmaxKernel<T, kWidth, 4>;
  return plan.many_slots ? SoftmaxKernel<T, 1, 8> : SoftmaxKernel<T, 1, 4>;
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_SOFTMAX_KERNEL_CUH_
