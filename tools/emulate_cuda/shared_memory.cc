#include "tools/emulate_cuda/shared_memory.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) (static_cast<void>(address), static_cast<void>(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) (static_cast<void>(address), static_cast<void>(size))
#endif

namespace assay::emulate_cuda {
namespace {

constexpr size_t kMostBytes = 163 * 1024;  // of a block on an A100, the smallest that the kernels are compiled for
constexpr size_t kMostArrays = 64;
constexpr size_t kGuardBytes = 256;
constexpr unsigned char kGuard = 0xD6;

size_t RoundedUp(size_t bytes) { return (bytes + 15) / 16 * 16; }

}  // namespace

SharedMemory::SharedMemory(size_t dynamic_bytes)
    : chunks_(kMostBytes / sizeof(Chunk) + 2 * kMostArrays), dynamic_bytes_(dynamic_bytes) {}

SharedMemory::~SharedMemory() { ASAN_UNPOISON_MEMORY_REGION(base(), chunks_.size() * sizeof(Chunk)); }

void SharedMemory::Reset() {
  poison_ = poison_ == 0xFF ? 0x7F : 0xFF;
  const size_t all = chunks_.size() * sizeof(Chunk);
  ASAN_UNPOISON_MEMORY_REGION(base(), all);
  std::memset(base(), kGuard, end_ == 0 ? all : end_);
  ASAN_POISON_MEMORY_REGION(base(), all);
  regions_.clear();
  used_ = end_ = 0;
}

void* SharedMemory::Array(const void* tag, size_t bytes) {
  for (const Region& region : regions_) {
    if (region.tag == tag) return base() + region.begin;
  }
  if (used_ + RoundedUp(bytes) > kMostBytes || regions_.size() == kMostArrays) return nullptr;
  // A guard and an odd multiple of 16: nothing may count on more alignment than a device gives.
  const size_t begin = (end_ + 31) / 32 * 32 + kGuardBytes - 48;
  regions_.push_back({.tag = tag, .begin = begin, .bytes = bytes});
  used_ += RoundedUp(bytes);
  end_ = begin + RoundedUp(bytes) + kGuardBytes;
  ASAN_UNPOISON_MEMORY_REGION(base() + begin, bytes);
  std::memset(base() + begin, poison_, bytes);
  return base() + begin;
}

std::string SharedMemory::CheckGuards() const {
#ifndef __SANITIZE_ADDRESS__  // which reports the access itself
  size_t at = 0;
  const auto clean = [&](size_t end) {
    while (at < end && base()[at] == kGuard) ++at;
    return at >= end;
  };
  for (const Region& region : regions_) {
    const int64_t before = static_cast<int64_t>(region.begin);
    if (!clean(region.begin)) {
      return absl::StrCat("shared memory was written ", before - static_cast<int64_t>(at), " bytes before an array of ",
                          region.bytes, " bytes, or behind the one before it");
    }
    at = region.begin + region.bytes;
  }
  if (!clean(end_)) {
    return absl::StrCat("shared memory was written ", at - regions_.back().begin, " bytes into an array of ",
                        regions_.back().bytes, " bytes");
  }
#endif
  return "";
}

}  // namespace assay::emulate_cuda
