#include "weights/torch/aligned_copies.h"

#include <ATen/Parallel.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <system_error>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace assay {
namespace {

constexpr size_t kAlignment = 64;  // LibTorch's own, a cache line
constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kPiece = size_t{256} << 10;  // what a thread takes at once

bool IsAligned(const TensorView& view) { return reinterpret_cast<uintptr_t>(view.data) % ItemSize(view.dtype) == 0; }

size_t RoundUp(size_t bytes, size_t multiple) { return (bytes + multiple - 1) / multiple * multiple; }

// Pages that nothing has touched, from a multiple of a huge page on.
std::shared_ptr<void> Reserve(size_t bytes) {
  const size_t reserved = bytes + kHugePage;
  void* const address = ::mmap(nullptr, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (address == MAP_FAILED) return nullptr;
  const std::shared_ptr<void> owner(address, [reserved](void* all) { ::munmap(all, reserved); });
  void* const start = reinterpret_cast<void*>(RoundUp(reinterpret_cast<uintptr_t>(address), kHugePage));
  if (bytes >= kHugePage) ::madvise(start, bytes, MADV_HUGEPAGE);  // a wish: without it the copies are right too
  return {owner, start};
}

struct Piece {
  std::byte* to;
  const std::byte* from;
  size_t bytes;
};

// On as many threads as LibTorch may use. at::parallel_for is none of them where the code that includes it is compiled
// without OpenMP.
void CopyPieces(const std::vector<Piece>& pieces) {
  constexpr size_t kPiecesAThread = 16;  // for fewer, a thread costs more than it saves
  constexpr size_t kMostThreads = 8;     // memory has no more to give
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < pieces.size(); i = next++) std::memcpy(pieces[i].to, pieces[i].from, pieces[i].bytes);
  };
  const size_t allowed = static_cast<size_t>(std::max(1, at::get_num_threads()));
  const size_t workers = std::min({allowed, pieces.size() / kPiecesAThread, kMostThreads});
  std::vector<std::thread> threads;
  try {
    for (size_t i = 1; i < workers; ++i) threads.emplace_back(work);
  } catch (const std::system_error&) {  // no more threads: those that run do the work
  }
  work();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

absl::StatusOr<AlignedCopies> CopyUnaligned(absl::Span<const TensorView> views) {
  AlignedCopies copies;
  copies.data.resize(views.size(), nullptr);
  size_t total = 0;
  for (const TensorView& view : views) {
    if (!IsAligned(view)) total += RoundUp(view.extent_bytes(), kAlignment);
  }
  if (total == 0) return copies;
  copies.owner = Reserve(total);
  if (copies.owner == nullptr) {
    return absl::ResourceExhaustedError(
        absl::StrCat("no room for ", total, " bytes of tensors that are not aligned in the file"));
  }
  std::vector<Piece> pieces;
  std::byte* next = static_cast<std::byte*>(copies.owner.get());
  for (size_t i = 0; i < views.size(); ++i) {
    if (IsAligned(views[i])) continue;
    const size_t bytes = views[i].extent_bytes();
    for (size_t at = 0; at < bytes; at += kPiece)
      pieces.push_back({next + at, views[i].data + at, std::min(kPiece, bytes - at)});
    copies.data[i] = next;
    next += RoundUp(bytes, kAlignment);
  }
  CopyPieces(pieces);
  return copies;
}

}  // namespace assay
