// RoIAlign's two kernels. Where samples lie depends on the region alone: a block computes that once, into tables of
// shared memory (one for each axis, for the weights of a sample are products of its axes'), and reads it for every
// channel.
#ifndef ASSAY_MODELS_OPS_CUDA_ROI_ALIGN_KERNEL_CUH_
#define ASSAY_MODELS_OPS_CUDA_ROI_ALIGN_KERNEL_CUH_

#include "models/ops/cuda/packed.cuh"
// Above all else: the device's language.
#include "models/ops/cuda/roi_align_value.h"

namespace assay {

inline constexpr uint32_t kRoiThreads = 256;
inline constexpr int32_t kRoiTable = 1024;  // samples of both axes; of regions with more each thread computes them
inline constexpr int kRoiChannels = 4;      // that a thread of the kernel for planes takes at once

// Both axes' samples of all bins, y's first.
struct RoiTable {
  const RoiSample* samples;  // null: not kept
  int32_t first_x;

  __device__ RoiSample Y(const RoiFrame& frame, int32_t bin, int32_t sample) const {
    return samples == nullptr ? MakeRoiSample(frame.y, bin, sample) : samples[bin * frame.y.samples + sample];
  }
  __device__ RoiSample X(const RoiFrame& frame, int32_t bin, int32_t sample) const {
    return samples == nullptr ? MakeRoiSample(frame.x, bin, sample) : samples[first_x + bin * frame.x.samples + sample];
  }
};

// All threads of the block call it, with `memory` for kRoiTable samples.
__device__ inline RoiTable FillRoiTable(const RoiFrame& frame, const RoiAlign& align, RoiSample* memory) {
  const int64_t of_y = align.pooled_height * frame.y.samples, of_x = align.pooled_width * frame.x.samples;
  if (frame.image < 0 || of_y + of_x > kRoiTable) return {nullptr, 0};
  const int32_t first_x = static_cast<int32_t>(of_y), count = static_cast<int32_t>(of_y + of_x);
  for (int32_t i = threadIdx.x; i < count; i += blockDim.x) {
    const bool is_y = i < first_x;
    const RoiAxis axis = is_y ? frame.y : frame.x;
    const int32_t within = is_y ? i : i - first_x;
    memory[i] = MakeRoiSample(axis, within / axis.samples, within % axis.samples);
  }
  __syncthreads();
  return {memory, first_x};
}

// A sample's four pixels, as offsets from the map's first one, and their weights. Pixels of a plane are counted in 32
// bits, those of interleaved channels in 64: `Offset`.
template <typename Offset>
struct RoiCorners {
  Offset offsets[4];
  float weights[4];

  __device__ RoiCorners(const RoiSample& y, const RoiSample& x, Offset width, Offset step)
      : offsets{(y.low * width + x.low) * step, (y.low * width + x.high) * step, (y.high * width + x.low) * step,
                (y.high * width + x.high) * step},
        weights{y.low_weight * x.low_weight, y.low_weight * x.high_weight, y.high_weight * x.low_weight,
                y.high_weight * x.high_weight} {}
};

// Adds a bin's samples to `sums`: of kRoiChannels planes, `plane` elements apart, of which `channels` exist.
template <typename T>
__device__ inline void SumPlanes(const T* map, int64_t plane, int64_t channels, int64_t width, const RoiFrame& frame,
                                 const RoiTable& table, int32_t row, int32_t column, float* sums) {
  for (int32_t i = 0; i < frame.y.samples; ++i) {
    const RoiSample y = table.Y(frame, row, i);
    if (y.low < 0) continue;
    for (int32_t j = 0; j < frame.x.samples; ++j) {
      const RoiSample x = table.X(frame, column, j);
      if (x.low < 0) continue;
      const RoiCorners<int32_t> corners(y, x, static_cast<int32_t>(width), 1);
#pragma unroll
      for (int c = 0; c < kRoiChannels; ++c) {
        if (c >= channels) break;
        const T* from = map + c * plane;
        sums[c] += corners.weights[0] * ToFloat(from[corners.offsets[0]]) +
                   corners.weights[1] * ToFloat(from[corners.offsets[1]]) +
                   corners.weights[2] * ToFloat(from[corners.offsets[2]]) +
                   corners.weights[3] * ToFloat(from[corners.offsets[3]]);
      }
    }
  }
}

// NCHW. A block takes region blockIdx.x and, of every gridDim.y groups of channels, its own. Threads: bins side by
// side, as many groups of kRoiChannels channels beside each other as there is room for (`lanes`).
template <typename T>
__global__ void RoiAlignPlanesKernel(FeatureMaps maps, RoiAlign align, uint32_t lanes) {
  ASSAY_SHARED_ARRAY(RoiSample, memory, kRoiTable);
  const int64_t roi = blockIdx.x, plane = maps.plane(), bins = align.pooled_height * align.pooled_width;
  const RoiFrame frame = MakeRoiFrame(align.rois + roi * 5, maps, align);
  const RoiTable table = FillRoiTable(frame, align, memory);
  const uint32_t side = blockDim.x / lanes, lane = threadIdx.x / side;
  const float divisor = RoiDivisor(frame);
  const T* image = static_cast<const T*>(align.input) + (frame.image < 0 ? 0 : frame.image) * maps.channels * plane;
  T* output = static_cast<T*>(align.output) + roi * maps.channels * bins;
  const int64_t step = int64_t{gridDim.y} * lanes * kRoiChannels;
  for (int64_t channel = (int64_t{blockIdx.y} * lanes + lane) * kRoiChannels; channel < maps.channels;
       channel += step) {
    const int64_t channels = maps.channels - channel < kRoiChannels ? maps.channels - channel : kRoiChannels;
    for (int32_t bin = threadIdx.x % side; bin < bins; bin += side) {
      float sums[kRoiChannels] = {};
      if (frame.image >= 0) {
        SumPlanes(image + channel * plane, plane, channels, maps.width, frame, table,
                  bin / static_cast<int32_t>(align.pooled_width), bin % static_cast<int32_t>(align.pooled_width), sums);
      }
#pragma unroll
      for (int c = 0; c < kRoiChannels; ++c) {
        if (c >= channels) break;
        output[(channel + c) * bins + bin] = FromFloat<T>(frame.image < 0 ? NAN : sums[c] / divisor);
      }
    }
  }
}

// The sums of kWidth channels side by side. `map`: the image's, from the first of these channels on.
template <typename T, int kWidth>
__device__ inline void SumVector(const T* map, const FeatureMaps& maps, const RoiFrame& frame, const RoiTable& table,
                                 int32_t row, int32_t column, float* sums) {
  for (int32_t i = 0; i < frame.y.samples; ++i) {
    const RoiSample y = table.Y(frame, row, i);
    if (y.low < 0) continue;
    for (int32_t j = 0; j < frame.x.samples; ++j) {
      const RoiSample x = table.X(frame, column, j);
      if (x.low < 0) continue;
      const RoiCorners<int64_t> corners(y, x, maps.width, maps.channels);
      Packed<T, kWidth> pixels[4];
#pragma unroll
      for (int k = 0; k < 4; ++k) pixels[k].Load(map + corners.offsets[k]);
#pragma unroll
      for (int c = 0; c < kWidth; ++c) {
        sums[c] += corners.weights[0] * pixels[0].Get(c) + corners.weights[1] * pixels[1].Get(c) +
                   corners.weights[2] * pixels[2].Get(c) + corners.weights[3] * pixels[3].Get(c);
      }
    }
  }
}

// NHWC. A block takes region blockIdx.x; its threads, vectors of kWidth channels, all those of a bin side by side.
template <typename T, int kWidth>
__global__ void RoiAlignInterleavedKernel(FeatureMaps maps, RoiAlign align) {
  ASSAY_SHARED_ARRAY(RoiSample, memory, kRoiTable);
  const int64_t roi = blockIdx.x, vectors = maps.channels / kWidth;
  const int64_t count = align.pooled_height * align.pooled_width * vectors;
  const RoiFrame frame = MakeRoiFrame(align.rois + roi * 5, maps, align);
  const RoiTable table = FillRoiTable(frame, align, memory);
  const float divisor = RoiDivisor(frame);
  const T* image =
      static_cast<const T*>(align.input) + (frame.image < 0 ? 0 : frame.image) * maps.channels * maps.plane();
  T* output = static_cast<T*>(align.output) + roi * count * kWidth;
  const int64_t step = int64_t{gridDim.y} * blockDim.x;
  for (int64_t i = int64_t{blockIdx.y} * blockDim.x + threadIdx.x; i < count; i += step) {
    const int32_t bin = static_cast<int32_t>(i / vectors);
    float sums[kWidth] = {};
    if (frame.image >= 0) {
      SumVector<T, kWidth>(image + (i - bin * vectors) * kWidth, maps, frame, table,
                           bin / static_cast<int32_t>(align.pooled_width),
                           bin % static_cast<int32_t>(align.pooled_width), sums);
    }
    Packed<T, kWidth> result;
#pragma unroll
    for (int c = 0; c < kWidth; ++c) result.Set(c, frame.image < 0 ? NAN : sums[c] / divisor);
    result.Store(output + i * kWidth);
  }
}

// How the kernels are launched: one block in x for each region.
struct RoiAlignPlan {
  bool interleaved;
  bool vectors;    // of 16 bytes; else of one element
  uint32_t lanes;  // of the kernel for planes
  uint32_t threads;
  uint32_t rows;  // of blocks
};

template <typename T>
RoiAlignPlan PlanRoiAlign(const FeatureMaps& maps, const RoiAlign& align) {
  constexpr int64_t kWidth = 16 / sizeof(T);
  constexpr int64_t kWantedBlocks = 4096;  // what many multiprocessors hold at once, some times over
  const int64_t bins = align.pooled_height * align.pooled_width;
  RoiAlignPlan plan = {
      .interleaved = maps.layout == Layout::kNhwc, .vectors = false, .lanes = 1, .threads = kRoiThreads, .rows = 1};
  int64_t most_rows = 1;  // behind which a block has nothing to do
  if (plan.interleaved) {
    plan.vectors = maps.channels % kWidth == 0 && IsMultipleOf(align.input, 16) && IsMultipleOf(align.output, 16);
    most_rows = (bins * maps.channels / (plan.vectors ? kWidth : 1) + kRoiThreads - 1) / kRoiThreads;
  } else {
    const int64_t groups = (maps.channels + kRoiChannels - 1) / kRoiChannels;
    const int64_t room = bins >= kRoiThreads ? 1 : kRoiThreads / bins;
    plan.lanes = static_cast<uint32_t>(room < groups ? room : groups);
    plan.threads = bins >= kRoiThreads ? kRoiThreads : static_cast<uint32_t>(bins * plan.lanes);
    most_rows = (groups + plan.lanes - 1) / plan.lanes;
  }
  const int64_t wanted = (kWantedBlocks + align.count - 1) / align.count;
  const int64_t rows = wanted < most_rows ? wanted : most_rows;
  plan.rows = static_cast<uint32_t>(rows < 65535 ? rows : 65535);
  return plan;
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_ROI_ALIGN_KERNEL_CUH_
