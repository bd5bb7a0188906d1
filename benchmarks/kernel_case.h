// One kernel at one size: its inputs, its twin on the CPU, and, in a build with CUDA, its launch.
//
//   RegisterKernel("Softmax/4096x1000/float32", [] { return SoftmaxCase(...); });
//     Softmax/4096x1000/float32              the twin, on one thread
//     cuda/Softmax/4096x1000/float32         the kernel, its caches warm; held against the twin after the timing
//     cuda/Softmax/4096x1000/float32/cold    the same from memory: what its limit is for
#ifndef ASSAY_BENCHMARKS_KERNEL_CASE_H_
#define ASSAY_BENCHMARKS_KERNEL_CASE_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "benchmarks/measure/limit.h"
#include "benchmarks/measure/row.h"

struct CUstream_st;

namespace assay {

using KernelBytes = std::vector<std::byte>;

// Where the inputs and then the outputs lie, on the CPU or on the GPU.
using KernelPointers = std::vector<void*>;

struct KernelCase {
  std::vector<KernelBytes> inputs = {};
  std::vector<size_t> outputs = {};  // bytes
  RowWork work = {};
  // False for arguments that are not valid.
  std::function<bool(const KernelPointers&)> on_cpu = {};
  // Gives CUDA's error; empty in a build without CUDA.
  std::function<int(const KernelPointers&, CUstream_st*)> launch = {};
  // Bytes that the kernel works in, beside its tensors: an output more, which nobody looks at.
  std::function<absl::StatusOr<size_t>()> workspace = {};
  // What the kernel wrote, against what its twin did; bit for bit where it says nothing.
  std::function<absl::Status(const std::vector<KernelBytes>& expected, const std::vector<KernelBytes>& actual)>
      compare = {};
};

// Registers its rows; the case is made when a row's turn comes.
void RegisterKernel(const std::string& name, std::function<KernelCase()> make);

// OK where all bytes are equal. Errors: Internal, naming the output and the first byte.
absl::Status CompareBytes(const std::vector<KernelBytes>& expected, const std::vector<KernelBytes>& actual);

// On a GPU, of a build with CUDA: kernel_case_cuda.cc.
absl::StatusOr<Prepared> PrepareKernelOnGpu(const KernelCase& kernel);

// Whether the machine has one, and the build can use it.
bool HasGpu();

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_KERNEL_CASE_H_
