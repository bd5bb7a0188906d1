// The kernels and their sequence, run on the CPU, against the twin. What sorts many boxes is not emulated: the standard
// library's stable sort stands in for CUB's.
#include "models/ops/cuda/batched_nms_steps.cuh"
// Above all else: the device's language.
#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

#include "gtest/gtest.h"
#include "models/ops/cuda/testing/batched_nms_cases.h"

namespace assay {
namespace {

class EmulatedLauncher {
 public:
  explicit EmulatedLauncher(uint64_t seed) : seed_(seed) {}

  template <typename... Parameters, typename... Arguments>
  int Launch(dim3 grid, dim3 block, size_t shared_bytes, void (*kernel)(Parameters...), Arguments... arguments) {
    ++launches;
    const absl::Status ran = EmulateLaunch({.grid = grid, .block = block, .shared_bytes = shared_bytes, .seed = seed_},
                                           kernel, arguments...);
    EXPECT_TRUE(ran.ok()) << ran;
    return ran.ok() ? 0 : 1;
  }

  template <typename Key>
  int SortPairs(const NmsSortSpace& sort, const Key* keys, Key* sorted_keys, const uint32_t* values,
                uint32_t* sorted_values, int64_t count) {
    std::vector<int64_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return keys[a] < keys[b]; });
    for (int64_t i = 0; i < count; ++i) sorted_keys[i] = keys[order[i]], sorted_values[i] = values[order[i]];
    return 0;
  }

  int launches = 0;

 private:
  uint64_t seed_;
};

// The workspace starts full of nonsense.
int Emulate(const BatchedNms& nms, uint64_t seed = 3) {
  NmsSpace space;
  NmsSortSpace sort;
  const size_t bytes = LayOutNms(nms.count, 0, nullptr, &space, &sort);
  std::vector<char> memory(bytes + 256, '\x5A');
  char* base = memory.data() + (256 - reinterpret_cast<uintptr_t>(memory.data()) % 256);
  EXPECT_EQ(LayOutNms(nms.count, 0, base, &space, &sort), bytes);
  EmulatedLauncher launcher(seed);
  EXPECT_EQ(NmsSteps(nms, space, sort, launcher).Run(), 0);
  return launcher.launches;
}

constexpr auto kEmulate = [](const BatchedNms& nms) { Emulate(nms); };

TEST(BatchedNmsKernels, FewBoxes_EqualTheCpu) { TestNmsCounts({1, 2, 10, 32, 33, 500, 1024}, kEmulate); }

TEST(BatchedNmsKernels, SeveralTiles_EqualTheCpu) { TestNmsCounts({1025, 2100}, kEmulate); }

TEST(BatchedNmsKernels, SpecialValues_EqualTheCpu) {
  TestNmsSpecialValues(300, kEmulate);
  NmsBoxes made = MakeNmsBoxes(2100, 2, 7, 3);
  SprinkleNmsBoxes(&made);
  ExpectSameBoxes(made, true, 0.5, kEmulate);
}

TEST(BatchedNmsKernels, ManyClasses_EqualTheCpu) {
  for (int64_t classes : {80, 5000}) ExpectSameBoxes(MakeNmsBoxes(2200, classes, 50, 4), true, 0.4, kEmulate);
}

TEST(BatchedNmsKernels, AllBoxesApartOrAllTheSame_EqualTheCpu) {
  NmsBoxes made = MakeNmsBoxes(1500, 1, 1500, 5);
  for (int64_t i = 0; i < made.count(); ++i) {
    const float x = static_cast<float>(i * 10);
    std::copy_n(std::vector<float>{x, 0.0f, x + 9.0f, 9.0f}.data(), 4, &made.boxes[i * 4]);
  }
  ExpectSameBoxes(made, true, 0.5, kEmulate);
  for (int64_t i = 0; i < made.count(); ++i) std::copy_n(std::vector<float>{0, 0, 5, 5}.data(), 4, &made.boxes[i * 4]);
  ExpectSameBoxes(made, true, 0.5, kEmulate);
}

TEST(BatchedNmsKernels, OtherOrderOfThreads_ChangesNothing) {
  const NmsBoxes made = MakeNmsBoxes(1300, 2, 5, 6);
  for (uint64_t seed : {1, 2}) {
    ExpectSameBoxes(made, true, 0.4, [&](const BatchedNms& nms) { Emulate(nms, seed); });
  }
}

TEST(BatchedNmsKernels, ThousandBoxes_TakeFourLaunches) {
  const NmsBoxes made = MakeNmsBoxes(1000, 2, 5, 6);
  ExpectSameBoxes(made, true, 0.4, [](const BatchedNms& nms) { EXPECT_EQ(Emulate(nms), 4); });
}

TEST(LayOutNms, HundredThousandBoxes_TakeNoTableOfAllPairs) {
  NmsSpace space;
  NmsSortSpace sort;
  EXPECT_LT(LayOutNms(100000, 1 << 20, nullptr, &space, &sort), 30u << 20);
  EXPECT_LT(LayOutNms(100000000, 1 << 20, nullptr, &space, &sort), size_t{8} << 30);
  // The last array lies beyond what 32 bits count.
  EXPECT_GT(reinterpret_cast<uintptr_t>(sort.scratch), uintptr_t{1} << 32);
}

}  // namespace
}  // namespace assay
