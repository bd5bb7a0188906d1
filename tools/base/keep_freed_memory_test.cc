#include "tools/base/keep_freed_memory.h"

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

constexpr int64_t kMiB = 1 << 20;

// Units: MiB that the process holds of the machine's memory.
int64_t Resident() {
  int64_t size = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  return resident * sysconf(_SC_PAGESIZE) / kMiB;
}

// How much more is held after 64 MiB in blocks of `bytes` were written and freed; far below 0 where it was never held.
int64_t KeptOf(int64_t bytes) {
  const int64_t before = Resident();
  {
    std::vector<std::unique_ptr<char[]>> blocks;
    for (int64_t taken = 0; taken < 64 * kMiB; taken += bytes) {
      blocks.push_back(std::make_unique<char[]>(bytes));
      std::memset(blocks.back().get(), 1, bytes);
    }
    if (Resident() - before < 60) return -64;
  }
  return Resident() - before;
}

// In processes of their own, since what is set stays set.
void ExpectGoesBack(void (*keep)(), int64_t bytes) {
  EXPECT_EXIT((keep(), std::_Exit(std::abs(KeptOf(bytes)) <= 4 ? 0 : 1)), testing::ExitedWithCode(0), "");
}

void ExpectStays(void (*keep)(), int64_t bytes) {
  EXPECT_EXIT((keep(), std::_Exit(KeptOf(bytes) >= 60 ? 0 : 1)), testing::ExitedWithCode(0), "");
}

TEST(KeepFreedMemory, AnyBlock_Stays) {
  ExpectStays(KeepFreedMemory, 64 * kMiB);
  ExpectStays(KeepFreedMemory, kMiB / 2);
}

// Whose arenas would give their heaps back whole.
TEST(KeepFreedMemory, BlockOfAnotherThread_Stays) {
  EXPECT_EXIT(
      {
        KeepFreedMemory();
        int64_t kept = 0;
        std::thread([&] { kept = KeptOf(8 * kMiB); }).join();
        std::_Exit(kept >= 60 ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(KeepSmallFreedMemory, SmallBlock_Stays) { ExpectStays(KeepSmallFreedMemory, kMiB / 2); }

TEST(KeepSmallFreedMemory, LargeBlock_GoesBack) {
  ExpectGoesBack(KeepSmallFreedMemory, 64 * kMiB);
  ExpectGoesBack(KeepSmallFreedMemory, 2 * kMiB);
}

}  // namespace
}  // namespace assay
