// The engine of the emulation (emulate_cuda.h): the threads of one block as fibres, run in turn up to where they wait.
#ifndef ASSAY_TOOLS_EMULATE_CUDA_BLOCK_H_
#define ASSAY_TOOLS_EMULATE_CUDA_BLOCK_H_

#include <ucontext.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <source_location>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/emulate_cuda/shared_memory.h"
#include "tools/emulate_cuda/vector_types.h"

// CUDA's names; the engine sets them each time that it runs a thread.
inline uint3 threadIdx, blockIdx;
inline dim3 blockDim, gridDim;
inline constexpr int warpSize = 32;

namespace assay::emulate_cuda {

// A place where threads wait for each other: the operation and the line of the kernel that asked for it.
struct Rendezvous {
  const char* operation = "";
  std::source_location where = std::source_location::current();
};

// What a lane learns of its warp: who took part, and each one's value.
struct WarpAnswer {
  uint32_t lanes = 0;
  std::array<uint64_t, 32> values = {};
};

class Block {
 public:
  // `body` is the kernel with its arguments; `seed` 0 runs the threads in order, another in an order of its own.
  Block(dim3 size, size_t dynamic_bytes, uint64_t seed, std::function<void()> body);
  ~Block();

  // Runs the block at `index`. After an error no further one may run.
  absl::Status Run(uint3 index);

  // For the thread that runs. AwaitBlock returns how many threads gave a `vote`; Fail does not return.
  int AwaitBlock(const Rendezvous& rendezvous, bool vote);
  const WarpAnswer& AwaitWarp(const Rendezvous& rendezvous, uint32_t mask, uint64_t value);
  [[noreturn]] void Fail(const std::string& what);
  int lane() const { return running_ % warpSize; }
  SharedMemory& shared() { return shared_; }

 private:
  enum class State { kReady, kAtBarrier, kInWarp, kDone };
  struct Thread {
    ucontext_t context;
    std::unique_ptr<char[]> stack;
    State state = State::kReady;
    uint3 index;
    Rendezvous rendezvous;
    uint32_t mask = 0;
    uint64_t value = 0;
    WarpAnswer answer;
  };

  static void ThreadMain();
  void Resume(int thread);
  void Suspend();
  void RunReadyThreads();
  bool ReleaseWarps();
  bool ReleaseWarp(size_t first_lane, size_t asking);
  bool ReleaseBarrier();
  void Error(const std::string& what);
  std::string Describe(int thread) const;
  std::string DescribeWaiting() const;

  std::function<void()> body_;
  SharedMemory shared_;
  std::vector<Thread> threads_;
  std::vector<int> order_;
  std::mt19937_64 random_;
  bool shuffle_;
  int running_ = 0;
  int votes_ = 0;
  absl::Status status_;
  ucontext_t scheduler_;
  const void* scheduler_stack_ = nullptr;  // for AddressSanitizer
  size_t scheduler_stack_bytes_ = 0;
};

// The block that runs. Aborts with a message outside of EmulateLaunch.
Block& Running();

}  // namespace assay::emulate_cuda

#endif  // ASSAY_TOOLS_EMULATE_CUDA_BLOCK_H_
