// From an 8-bit image to a model's input in one pass: bytes in [0, 255], interleaved, become normalised float planes.
// On the GPU, so that a batch crosses the bus as bytes, a quarter of what floats would take; and its twin on the CPU.
//
//   const NormalizeParameters imagenet{.mean = {0.485f, 0.456f, 0.406f}, .std = {0.229f, 0.224f, 0.225f}};
//   const BatchSize size{.images = 32, .height = 224, .width = 224};
//   const int error = LaunchNormalize(device_pixels, size, imagenet, device_planes, stream);
//   if (error != 0) return absl::InternalError(cudaGetErrorString(static_cast<cudaError_t>(error)));
#ifndef ASSAY_TRANSFORMS_CUDA_NORMALIZE_H_
#define ASSAY_TRANSFORMS_CUDA_NORMALIZE_H_

#include <array>
#include <cstdint>

struct CUstream_st;  // CUDA's own name for what a cudaStream_t points to: users need no CUDA header.

namespace assay {

// The mean and the standard deviation of each of the channels R, G, B.
struct NormalizeParameters {
  std::array<float, 3> mean = {0.0f, 0.0f, 0.0f};
  std::array<float, 3> std = {1.0f, 1.0f, 1.0f};
};

// How many images, all of one size. None of the three may be negative; where one is 0 there is nothing to do.
struct BatchSize {
  int64_t images = 1;
  int64_t height = 0;
  int64_t width = 0;
};

// Writes (pixel / 255 - mean) / std of each channel, in this order of operations, to `planes`, on the GPU.
// Returns 0, or the cudaError_t of what went wrong. It does not wait: a failure while the kernel runs is the stream's.
// Shapes: pixels [images, height, width, 3], planes [images, 3, height, width], both contiguous in the device's memory.
// Units: pixels in [0, 255].
// Errors: cudaErrorInvalidValue for a negative size, a null pointer or a std of 0; the launch's error.
// Source: torchvision.transforms.functional.convert_image_dtype and normalize; bit for bit the same in float32.
int LaunchNormalize(const uint8_t* pixels, const BatchSize& size, const NormalizeParameters& parameters, float* planes,
                    CUstream_st* stream);

// The same on the CPU, in the CPU's memory: LaunchNormalize's results are equal to this one's bit for bit.
// Returns whether the arguments are valid; writes nothing where they are not.
// Shapes: as LaunchNormalize.
bool NormalizeOnCpu(const uint8_t* pixels, const BatchSize& size, const NormalizeParameters& parameters, float* planes);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_CUDA_NORMALIZE_H_
