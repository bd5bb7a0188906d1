// The kernel under every operation that treats each channel in its own way (channelwise.h): it moves 16 bytes at a time
// and asks `Operation` for the arithmetic of one element:
//
//   struct Operation {
//     struct Parameters {...};                          // of one channel
//     __device__ Parameters Load(int64_t index) const;  // from memory
//     __device__ float Apply(float value, float residual, const Parameters& parameters) const;
//   };
#ifndef ASSAY_MODELS_OPS_CUDA_CHANNELWISE_KERNEL_CUH_
#define ASSAY_MODELS_OPS_CUDA_CHANNELWISE_KERNEL_CUH_

#include "tools/cuda/device.h"
// Above all else: the device's language.
#include "models/ops/cuda/channelwise.h"
#include "models/ops/cuda/packed.cuh"
#include "tools/cuda/scalar_types.h"

namespace assay {

// `residual` may be null where kResidual is false. In place (output == input) is allowed: no thread reads what another
// writes, and so no pointer is __restrict__.
template <typename T>
struct ChannelwiseTensors {
  const T* input;
  const T* residual;
  T* output;
};

// Where an element lies among the channels; 64-bit divisions once for each thread, 32-bit ones from there.
template <bool kInterleaved>
struct ChannelCursor {
  uint32_t channel;
  uint32_t within;  // the plane
  uint32_t channels;
  uint32_t inner;

  __device__ ChannelCursor(const ChannelwiseGeometry& geometry, int64_t element)
      : within(0), channels(geometry.channels), inner(geometry.inner) {
    if (kInterleaved) {
      channel = static_cast<uint32_t>(element % channels);
    } else {
      const int64_t plane = element / inner;
      within = static_cast<uint32_t>(element - plane * inner);
      channel = static_cast<uint32_t>(plane % channels);
    }
  }

  // A count of elements within one block: with a plane's or a row's length it fits into 32 bits.
  __device__ void Skip(uint32_t count) {
    if (kInterleaved) {
      channel = (channel + count) % channels;
    } else {
      const uint32_t planes = (within + count) / inner;
      within = within + count - planes * inner;
      channel = (channel + planes) % channels;
    }
  }

  // Returns whether the next element has other parameters.
  __device__ bool Step() {
    if (!kInterleaved) {
      if (++within != inner) return false;
      within = 0;
    }
    if (++channel == channels) channel = 0;
    return true;
  }
};

// The parameters of kWidth elements side by side.
template <int kWidth, bool kInterleaved, typename Operation>
__device__ inline void LoadParameters(ChannelCursor<kInterleaved> cursor, int64_t first, const Operation& operation,
                                      typename Operation::Parameters* parameters) {
  parameters[0] = operation.Load(first + cursor.channel);
#pragma unroll
  for (int i = 1; i < kWidth; ++i) {
    parameters[i] = parameters[i - 1];
    if (cursor.Step()) parameters[i] = operation.Load(first + cursor.channel);
  }
}

template <typename T, int kWidth, bool kResidual, typename Operation>
__device__ inline void ApplyPacked(const Operation& operation, const typename Operation::Parameters* parameters,
                                   const Packed<T, kWidth>& residuals, Packed<T, kWidth>* values) {
#pragma unroll
  for (int i = 0; i < kWidth; ++i) {
    const float residual = kResidual ? residuals.Get(i) : 0.0f;
    values->Set(i, operation.Apply(values->Get(i), residual, parameters[i]));
  }
}

// What lies before the first and behind the last whole vector of a run: fewer than 2 * kWidth elements, by one block.
template <typename T, bool kInterleaved, bool kResidual, typename Operation>
__device__ inline void ApplyEnds(const ChannelwiseTensors<T>& tensors, const ChannelwiseGeometry& geometry,
                                 int64_t start, int64_t first_parameter, int64_t head, int64_t tail,
                                 const Operation& operation) {
  const int64_t ends = head + geometry.run_length - tail;
  for (int64_t i = threadIdx.x; i < ends; i += blockDim.x) {
    const int64_t element = i < head ? i : tail + (i - head);
    const ChannelCursor<kInterleaved> cursor(geometry, element);
    const typename Operation::Parameters parameters = operation.Load(first_parameter + cursor.channel);
    Packed<T, 1> value, residual = {};
    value.Load(tensors.input + start + element);
    if constexpr (kResidual) residual.Load(tensors.residual + start + element);
    ApplyPacked<T, 1, kResidual>(operation, &parameters, residual, &value);
    value.Store(tensors.output + start + element);
  }
}

// A thread's share of a run: vectors a block's width apart, several of them on their way from memory at once.
template <typename T, int kWidth, bool kInterleaved, bool kKept, bool kResidual, typename Operation>
__device__ inline void ApplyVectors(const ChannelwiseTensors<T>& tensors, int64_t vectors, int64_t first,
                                    int64_t first_parameter, uint32_t per_thread, ChannelCursor<kInterleaved> cursor,
                                    const Operation& operation) {
  constexpr uint32_t kAtOnce = 4;
  typename Operation::Parameters parameters[kWidth];
  LoadParameters<kWidth>(cursor, first_parameter, operation, parameters);
  for (uint32_t turn = 0; turn < per_thread; turn += kAtOnce) {
    Packed<T, kWidth> values[kAtOnce], residuals[kAtOnce] = {};
#pragma unroll
    for (uint32_t i = 0; i < kAtOnce; ++i) {
      const int64_t vector = first + static_cast<int64_t>(turn + i) * blockDim.x;
      if (turn + i >= per_thread || vector >= vectors) break;
      values[i].Load(tensors.input + vector * kWidth);
      if constexpr (kResidual) residuals[i].Load(tensors.residual + vector * kWidth);
    }
#pragma unroll
    for (uint32_t i = 0; i < kAtOnce; ++i) {
      const int64_t vector = first + static_cast<int64_t>(turn + i) * blockDim.x;
      if (turn + i >= per_thread || vector >= vectors) return;
      if constexpr (!kKept) {
        if (turn + i != 0) {
          cursor.Skip(blockDim.x * kWidth);
          LoadParameters<kWidth>(cursor, first_parameter, operation, parameters);
        }
      }
      ApplyPacked<T, kWidth, kResidual>(operation, parameters, residuals[i], &values[i]);
      values[i].Store(tensors.output + vector * kWidth);
    }
  }
}

// kKept: ChannelwisePlan::kept.
template <typename T, int kWidth, bool kInterleaved, bool kKept, bool kResidual, typename Operation>
__global__ void ChannelwiseKernel(ChannelwiseTensors<T> tensors, ChannelwiseGeometry geometry, uint32_t per_thread,
                                  Operation operation) {
  for (int64_t run = blockIdx.y; run < geometry.runs; run += gridDim.y) {
    const int64_t start = run * geometry.run_length;
    const int64_t first_parameter = kInterleaved ? run * geometry.channels : 0;
    const uint64_t address = reinterpret_cast<uint64_t>(tensors.output + start);
    const int64_t head = kWidth == 1 ? 0 : HeadLength(address, sizeof(T), geometry.run_length);
    const int64_t vectors = (geometry.run_length - head) / kWidth;
    if (blockIdx.x == 0) {
      ApplyEnds<T, kInterleaved, kResidual>(tensors, geometry, start, first_parameter, head, head + vectors * kWidth,
                                            operation);
    }
    const int64_t first = static_cast<int64_t>(blockIdx.x) * blockDim.x * per_thread + threadIdx.x;
    if (first >= vectors) continue;
    ApplyVectors<T, kWidth, kInterleaved, kKept, kResidual>(
        {tensors.input + start + head, kResidual ? tensors.residual + start + head : nullptr,
         tensors.output + start + head},
        vectors, first, first_parameter, per_thread, ChannelCursor<kInterleaved>(geometry, head + first * kWidth),
        operation);
  }
}

template <typename T, typename Operation>
using ChannelwiseFunction = void (*)(ChannelwiseTensors<T>, ChannelwiseGeometry, uint32_t, Operation);

template <typename T, int kWidth, bool kResidual, typename Operation>
ChannelwiseFunction<T, Operation> ChannelwiseKernelOfWidth(const ChannelwiseGeometry& geometry,
                                                           const ChannelwisePlan& plan) {
  if (!geometry.interleaved) return ChannelwiseKernel<T, kWidth, false, false, kResidual, Operation>;
  if (!plan.kept) return ChannelwiseKernel<T, kWidth, true, false, kResidual, Operation>;
  return ChannelwiseKernel<T, kWidth, true, true, kResidual, Operation>;
}

// The instance that carries the plan out, to be launched on a grid of {plan.blocks, plan.rows} x {plan.threads}.
template <typename T, bool kResidual, typename Operation>
ChannelwiseFunction<T, Operation> ChannelwiseKernelOf(const ChannelwiseGeometry& geometry,
                                                      const ChannelwisePlan& plan) {
  if (plan.width == 1) return ChannelwiseKernelOfWidth<T, 1, kResidual, Operation>(geometry, plan);
  return ChannelwiseKernelOfWidth<T, 16 / sizeof(T), kResidual, Operation>(geometry, plan);
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_CHANNELWISE_KERNEL_CUH_
