#include <cuda_runtime.h>

#include <algorithm>

#include "transforms/cuda/normalize.h"
#include "transforms/cuda/normalize_value.h"

namespace assay {
namespace {

// Plain arrays: std::array's operator[] is no device function.
struct Channels {
  float mean[3];
  float std[3];
};

// One thread a pixel: the three bytes of neighbouring threads lie side by side, and so do their floats in each plane.
__global__ void NormalizeKernel(const uint8_t* __restrict__ pixels, int64_t count, int64_t plane, Channels channels,
                                float* __restrict__ planes) {
  const int64_t step = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += step) {
    const int64_t image = i / plane;
    float* target = planes + image * 3 * plane + (i - image * plane);
#pragma unroll
    for (int channel = 0; channel < 3; ++channel) {
      target[channel * plane] = NormalizeValue(pixels[i * 3 + channel], channels.mean[channel], channels.std[channel]);
    }
  }
}

}  // namespace

int LaunchNormalize(const uint8_t* pixels, const BatchSize& size, const NormalizeParameters& parameters, float* planes,
                    CUstream_st* stream) {
  if (!IsValidNormalize(pixels, size, parameters, planes)) return cudaErrorInvalidValue;
  const int64_t plane = size.height * size.width;
  const int64_t count = size.images * plane;
  if (count == 0) return cudaSuccess;  // A grid of no blocks is an error of CUDA's.
  Channels channels;
  std::copy(parameters.mean.begin(), parameters.mean.end(), channels.mean);
  std::copy(parameters.std.begin(), parameters.std.end(), channels.std);
  constexpr int64_t kThreads = 256;
  constexpr int64_t kMaxBlocks = 65535;  // Each thread then takes several pixels.
  const int64_t blocks = std::min((count + kThreads - 1) / kThreads, kMaxBlocks);
  NormalizeKernel<<<static_cast<unsigned>(blocks), kThreads, 0, stream>>>(pixels, count, plane, channels, planes);
  return cudaGetLastError();
}

}  // namespace assay
