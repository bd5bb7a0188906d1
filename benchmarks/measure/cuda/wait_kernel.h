// A kernel that holds a stream until the CPU lets it go.
#ifndef ASSAY_BENCHMARKS_MEASURE_CUDA_WAIT_KERNEL_H_
#define ASSAY_BENCHMARKS_MEASURE_CUDA_WAIT_KERNEL_H_

struct CUstream_st;

namespace assay {

// Waits until *go is not 0, at most about `most_seconds`: a CPU that died, or an iteration that waits for the GPU, must
// not hang it. `go` is mapped memory of the host, by its address on the device. Returns the launch's cudaError_t.
int LaunchWait(const volatile int* go, double most_seconds, int clock_khz, CUstream_st* stream);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_CUDA_WAIT_KERNEL_H_
