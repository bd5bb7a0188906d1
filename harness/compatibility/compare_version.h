// A version with all its entries, in two locks: the unit in which a library is compared.
#ifndef ASSAY_HARNESS_COMPATIBILITY_COMPARE_VERSION_H_
#define ASSAY_HARNESS_COMPATIBILITY_COMPARE_VERSION_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/compatibility/compare_entry.h"
#include "harness/compatibility/finding.h"
#include "harness/compatibility/lock_files.h"
#include "harness/compatibility/lock_index.h"
#include "harness/compatibility/measurement_change.h"
#include "harness/golden.pb.h"

namespace assay::bc {

// What the comparison of one version needs of the rest. Never written to: versions are compared at the same time.
struct LibraryEvidence {
  const LockFiles* promised = nullptr;
  const LockFiles* present = nullptr;
  const proto::Tombstones* tombstones = nullptr;
  proto::OverrideTable overrides;
  // Whether a tombstone is an option's: then the options of versions are looked at that did not change, too.
  bool option_stones = false;
  // Names that a new version or entry cannot have.
  std::set<std::string> taken;
  CategoryDifference category_difference;
};

struct VersionResult {
  std::vector<Finding> findings;
  // Of each entry, judged once it is known which versions moved.
  std::vector<std::pair<Subject, std::vector<CrossVersionChange>>> cross_version;
  std::vector<MeasurementChange> measured_anew;  // of the version and its entries
  bool removed = false;
  std::vector<std::string> entries_removed;  // in full: "ResNet50_Weights.IMAGENET1K_V1"
  std::set<std::string> told_categories;     // lists of names whose change an entry tells: "imagenet1k"
  bool behaviour_moved = false;              // of the version: its state or outputs
  bool default_moved = false;
  bool enum_renamed = false;
};

// Errors: as ReadLock.
absl::StatusOr<VersionResult> CompareVersion(const std::string& name, const VersionFiles& files,
                                             const LibraryEvidence& library);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_COMPARE_VERSION_H_
