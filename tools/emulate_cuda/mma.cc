#include "tools/emulate_cuda/mma.h"

#include <cstring>

#include "tools/emulate_cuda/block.h"

namespace assay::emulate_cuda {
namespace {

// What a lane shows the others of itself.
struct Operands {
  uint32_t a[4];
  uint32_t b[2];
};

int Byte(uint32_t word, int index) { return static_cast<int>(word >> 8 * index & 0xFF); }

int ElementOfA(const WarpAnswer& warp, int row, int column) {
  const auto* lane = reinterpret_cast<const Operands*>(warp.values[row % 8 * 4 + column % 16 / 4]);
  return static_cast<int8_t>(Byte(lane->a[row / 8 + column / 16 * 2], column % 4));
}

int ElementOfB(const WarpAnswer& warp, int row, int column) {
  const auto* lane = reinterpret_cast<const Operands*>(warp.values[column * 4 + row % 16 / 4]);
  return Byte(lane->b[row / 16], row % 4);
}

}  // namespace

void MultiplyAdd(const uint4& a, const uint2& b, uint32_t (&sum)[4]) {
  Block& block = Running();
  const Operands own = {.a = {a.x, a.y, a.z, a.w}, .b = {b.x, b.y}};
  const WarpAnswer warp = block.AwaitWarp({"mma"}, 0xFFFFFFFF, reinterpret_cast<uint64_t>(&own));
  if (warp.lanes != 0xFFFFFFFF) block.Fail("mma needs all lanes of the warp");
  for (int i = 0; i < 4; ++i) {
    const int row = block.lane() / 4 + i / 2 * 8, column = block.lane() % 4 * 2 + i % 2;
    int product = 0;
    for (int k = 0; k < 32; ++k) product += ElementOfA(warp, row, k) * ElementOfB(warp, k, column);
    sum[i] += static_cast<uint32_t>(product);
  }
  block.AwaitWarp({"mma"}, 0xFFFFFFFF, 0);  // `own` is read until here
}

}  // namespace assay::emulate_cuda
