// Keeps what runs side by side within an amount of memory.
//
//   static MemoryGate& gate = *new MemoryGate(int64_t{2} << 30);
//   const MemoryGate::Pass pass(gate, bytes);   // waits until so much is free
#ifndef ASSAY_HARNESS_MEMORY_GATE_H_
#define ASSAY_HARNESS_MEMORY_GATE_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace assay {

class MemoryGate {
 public:
  // Units: bytes.
  explicit MemoryGate(int64_t limit) : limit_(limit) {}

  // Holds `bytes` while it lives. The constructor waits until they fit; what is larger than the limit waits until it is
  // alone.
  class Pass {
   public:
    Pass(MemoryGate& gate, int64_t bytes);
    ~Pass();
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

   private:
    MemoryGate& gate_;
    const int64_t bytes_;
  };

 private:
  const int64_t limit_;
  std::mutex mutex_;
  std::condition_variable freed_;
  int64_t held_ = 0;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_MEMORY_GATE_H_
