// Work in a process of its own, with bounds on its memory and its time: what crashes, hangs or takes too much is seen
// from outside.
//
//   ChildResult result = RunInChild([] { return Open(path); }, {.memory_bytes = 64 << 20});
//   EXPECT_EQ(result.failure, "");
//   EXPECT_EQ(result.output, "...");
#ifndef ASSAY_WEIGHTS_READER_TESTING_LIMITED_CHILD_H_
#define ASSAY_WEIGHTS_READER_TESTING_LIMITED_CHILD_H_

#include <cstddef>
#include <functional>
#include <string>

namespace assay::testing_files {

struct ChildLimits {
  // Address space beyond what is mapped when the work begins. A sanitizer maps as it likes: no bound under one.
  size_t memory_bytes;
  // Of processor time; ten times as much may pass on the wall. Both are multiplied by TimeFactor().
  double seconds = 1;
};

struct ChildResult {
  std::string output;   // what the work returned
  std::string failure;  // how the child ended, "" where it ended normally
};

// ASSAY_TIME_FACTOR of the environment, for slow machines; 1 where there is none, times 20 under a sanitizer.
double TimeFactor();

// From now on blocks of 128 KiB and more go back to the system when they are freed: what the parent has freed is room
// that the children have beyond their bound. Always true.
bool ReturnFreedBlocks();

// Whether the child's memory can be bounded.
bool BoundsMemory();

// Forks: the caller has no threads. An exception out of `work` ends the child as a crash does.
ChildResult RunInChild(const std::function<std::string()>& work, const ChildLimits& limits);

}  // namespace assay::testing_files

#endif  // ASSAY_WEIGHTS_READER_TESTING_LIMITED_CHILD_H_
