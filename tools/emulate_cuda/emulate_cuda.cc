#include "tools/emulate_cuda/emulate_cuda.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

#include "absl/strings/str_cat.h"

namespace assay::emulate_cuda {

void CheckAlignment(const void* address, size_t alignment) {
  const size_t over = reinterpret_cast<uintptr_t>(address) % alignment;
  if (over != 0) Running().Fail(absl::StrCat("an address is ", over, " bytes off its alignment of ", alignment));
}

absl::Status CheckLaunch(dim3 grid, dim3 block) {
  const uint64_t threads = uint64_t{block.x} * block.y * block.z;
  if (threads >= 1 && threads <= 1024 && block.z <= 64 && grid.x >= 1 && grid.x <= 0x7FFFFFFF && grid.y >= 1 &&
      grid.y <= 65535 && grid.z >= 1 && grid.z <= 65535) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("a grid of ", grid.x, "x", grid.y, "x", grid.z, " blocks of ", block.x, "x", block.y, "x", block.z,
                   " threads: expected at least one of each, at most 1024 threads a block (64 along z), at most 65535 "
                   "blocks along y and z"));
}

absl::Status RunGrid(dim3 grid, Block& block, uint64_t seed) {
  std::vector<uint64_t> order(uint64_t{grid.x} * grid.y * grid.z);
  std::iota(order.begin(), order.end(), 0);
  if (seed != 0) std::shuffle(order.begin(), order.end(), std::mt19937_64(seed));
  for (const uint64_t i : order) {
    const uint64_t rows = i / grid.x;
    const uint3 index = {static_cast<unsigned>(i % grid.x), static_cast<unsigned>(rows % grid.y),
                         static_cast<unsigned>(rows / grid.y)};
    if (absl::Status ran = block.Run(index); !ran.ok()) return ran;
  }
  return absl::OkStatus();
}

}  // namespace assay::emulate_cuda
