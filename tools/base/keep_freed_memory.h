// Keeps freed memory in the process, for programs that run models.
//
//   int main(int argc, char** argv) {
//     assay::KeepFreedMemory();   // before the first tensor
//
// glibc gives large blocks back to the system as soon as they are freed, so that each forward pass takes the page
// faults of all its activations anew: half the time of MobileNetV2 at batch 32. The price is that the process stays as
// large as it has ever been, and larger: a hole that a float32 weight left does not hold a float64 one. A program that
// constructs one model after another keeps the small blocks alone:
//
//     assay::KeepSmallFreedMemory();
#ifndef ASSAY_TOOLS_BASE_KEEP_FREED_MEMORY_H_
#define ASSAY_TOOLS_BASE_KEEP_FREED_MEMORY_H_

#include <cstdlib>
#include <limits>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace assay {

// Both do nothing where the C library is not glibc.
inline void KeepFreedMemory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  // Threads' own arenas consist of heaps of 64 MiB that go back whole, whatever the threshold: a sixth of an
  // evaluation's CPU time. All take from the first one; small blocks come from each thread's cache in any case.
  mallopt(M_ARENA_MAX, 1);
#endif
}

// Blocks from 2 MiB on go back as soon as they are freed. LibTorch is told to ask for huge pages for those, so that
// taking them anew costs a page fault every 2 MiB; THP_MEM_ALLOC_ENABLE in the environment has the last word on that.
inline void KeepSmallFreedMemory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 2 << 20);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  setenv("THP_MEM_ALLOC_ENABLE", "1", /*overwrite=*/0);
#endif
}

}  // namespace assay

#endif  // ASSAY_TOOLS_BASE_KEEP_FREED_MEMORY_H_
