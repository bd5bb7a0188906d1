// A function that kernels and host code share: ASSAY_HOST_DEVICE inline float Twice(float x) { return 2.0f * x; }
#ifndef ASSAY_TOOLS_CUDA_HOST_DEVICE_H_
#define ASSAY_TOOLS_CUDA_HOST_DEVICE_H_

#ifdef __CUDACC__
#define ASSAY_HOST_DEVICE __host__ __device__
#else
#define ASSAY_HOST_DEVICE
#endif

#endif  // ASSAY_TOOLS_CUDA_HOST_DEVICE_H_
