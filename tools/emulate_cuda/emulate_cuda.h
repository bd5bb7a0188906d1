// Runs a kernel's device code on the CPU, under plain g++ and without CUDA: what a test without a device can say of it.
//
//   #include "transforms/cuda/reverse_kernel.cuh"  // which includes tools/cuda/device.h first
//   const absl::Status ran = EmulateLaunch({.grid = {blocks}, .block = {256}, .shared_bytes = 1024, .seed = 7},
//                                          Reverse<float>, in.data(), count, out.data());
//   EXPECT_TRUE(ran.ok()) << ran;  // then compare `out` with the CPU twin's
//
// The test's BUILD target has copts = ["-Wno-unknown-pragmas"], for `#pragma unroll`, and the .cuh in a library's hdrs.
//
// Reported as an error, with the thread and the line, where a device would hang or give anything: a barrier or a warp
// operation that not all reach (a thread that has returned counts as missing at a barrier), a shuffle that reads a lane
// which takes no part, a vector load or store (float4, ...), __ldg or atomic at a misaligned address, more shared
// memory than an A100 has, a write just outside of a shared array. Shared memory is poisoned before each block. A seed
// other than 0 runs blocks and threads in an order of its own: try some, and a missing barrier shows as a wrong answer.
// Run the tests under --config=asan (global memory out of bounds, reads just outside of a shared array) and
// --config=ubsan (misaligned scalars) too; fibres are announced to AddressSanitizer.
//
// What it can't show: weak memory ordering and missing fences (there is one order); races that no order of whole
// stretches between barriers shows, such as those within a warp; a loop that waits for another thread without a barrier
// (it never ends here); uninitialised registers; rounding where nvcc fuses a multiply and an add (use __fmul_rn and
// __fadd_rn, or integers); approximate functions' errors (__expf, rsqrtf); bank conflicts, registers, speed.
// Not emulated: <<<>>>, __shared__ (see device.h for the macros), clusters, cooperative groups, textures, half2.
#ifndef ASSAY_TOOLS_EMULATE_CUDA_EMULATE_CUDA_H_
#define ASSAY_TOOLS_EMULATE_CUDA_EMULATE_CUDA_H_

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "tools/emulate_cuda/block.h"
#include "tools/emulate_cuda/intrinsics.h"
#include "tools/emulate_cuda/mma.h"
#include "tools/emulate_cuda/vector_types.h"

#define __global__
#define __device__
#define __host__
#define __constant__
#define __grid_constant__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define __align__(bytes) alignas(bytes)

#define ASSAY_SHARED_ARRAY(type, name, count) auto& name = ::assay::emulate_cuda::SharedArray<type, (count)>([] {})
#define ASSAY_DYNAMIC_SHARED(type, name) \
  type* const name = static_cast<type*>(::assay::emulate_cuda::Running().shared().dynamic())

namespace assay {
namespace emulate_cuda {

// Each use of the macro, and each instance of a template, has a Tag of its own, and so an array of its own.
template <typename T, size_t count, typename Tag>
T (&SharedArray(Tag))
[count] {
  static const char tag = 0;
  void* array = Running().shared().Array(&tag, sizeof(T[count]));
  if (array == nullptr) Running().Fail("more shared memory than a block has on an A100");
  return *static_cast<T(*)[count]>(array);
}

absl::Status RunGrid(dim3 grid, Block& block, uint64_t seed);
absl::Status CheckLaunch(dim3 grid, dim3 block);

}  // namespace emulate_cuda

struct EmulatedLaunch {
  dim3 grid;
  dim3 block;
  size_t shared_bytes = 0;
  uint64_t seed = 0;  // 0: in order
};

// Runs `kernel` with `arguments`, one block after the other. After an error some threads have not run to their end.
// Errors: InvalidArgument for a grid or block that a device refuses; Internal for what the header lists.
template <typename... Parameters, typename... Arguments>
absl::Status EmulateLaunch(const EmulatedLaunch& launch, void (*kernel)(Parameters...), Arguments... arguments) {
  if (absl::Status valid = emulate_cuda::CheckLaunch(launch.grid, launch.block); !valid.ok()) return valid;
  emulate_cuda::Block block(launch.block, launch.shared_bytes, launch.seed, [=] { kernel(arguments...); });
  blockDim = launch.block;
  gridDim = launch.grid;
  return emulate_cuda::RunGrid(launch.grid, block, launch.seed);
}

}  // namespace assay

#endif  // ASSAY_TOOLS_EMULATE_CUDA_EMULATE_CUDA_H_
