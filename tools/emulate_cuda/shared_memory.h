// A block's shared memory: poisoned before the block runs, with guards around each array.
#ifndef ASSAY_TOOLS_EMULATE_CUDA_SHARED_MEMORY_H_
#define ASSAY_TOOLS_EMULATE_CUDA_SHARED_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace assay::emulate_cuda {

class SharedMemory {
 public:
  explicit SharedMemory(size_t dynamic_bytes);
  ~SharedMemory();

  // Forgets the arrays, and fills with 0xFF (NaN, -1) and 0x7F (huge) in turn: both bytes in one test's blocks, so that
  // neither passes for data.
  void Reset();

  // The array that `tag` stands for: made at the first call after Reset. Null where there is no room on an A100.
  void* Array(const void* tag, size_t bytes);
  void* dynamic() { return Array(this, dynamic_bytes_); }

  // Returns what was written outside of its array, or nothing.
  std::string CheckGuards() const;

 private:
  struct Region {
    const void* tag;
    size_t begin;
    size_t bytes;
  };

  struct alignas(256) Chunk {
    unsigned char bytes[256];
  };

  unsigned char* base() { return chunks_.front().bytes; }
  const unsigned char* base() const { return chunks_.front().bytes; }

  std::vector<Chunk> chunks_;
  std::vector<Region> regions_;
  size_t dynamic_bytes_;
  size_t used_ = 0;  // of the device's memory
  size_t end_ = 0;   // with the guards
  unsigned char poison_ = 0x7F;
};

}  // namespace assay::emulate_cuda

#endif  // ASSAY_TOOLS_EMULATE_CUDA_SHARED_MEMORY_H_
