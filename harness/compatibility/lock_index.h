// The files of two locks, by what they are of: a version is found by its name, wherever its family lies.
#ifndef ASSAY_HARNESS_COMPATIBILITY_LOCK_INDEX_H_
#define ASSAY_HARNESS_COMPATIBILITY_LOCK_INDEX_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/compatibility/lock_files.h"

namespace assay::bc {

// The path of a file on both sides; empty where a side has none.
struct BothPaths {
  std::string was, is;

  bool kept() const { return !was.empty() && !is.empty(); }
  bool removed() const { return !was.empty() && is.empty(); }
  bool added() const { return was.empty() && !is.empty(); }
};

struct EntryFiles {
  BothPaths golden, trace;
};

struct VersionFiles {
  std::string family;  // where the present has it, else where it was
  BothPaths golden, trace;
  std::map<std::string, EntryFiles> entries;
};

struct LockIndex {
  std::map<std::string, VersionFiles> versions;
  std::map<std::string, BothPaths> library;  // by path
  // Of the present: versions, and combinations "resnet50 x IMAGENET1K_V1".
  std::set<std::string> names;
};

// What is no longer in the present's combinations is removed, though its file may still lie there.
// Errors: InvalidArgument for a file that is no lock; as ReadLock for the combinations.
absl::StatusOr<LockIndex> IndexLocks(const LockFiles& promised, const LockFiles& present);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_LOCK_INDEX_H_
