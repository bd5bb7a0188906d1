// A lock of many versions, made of the text of one: as large as a library may become.
//
//   SyntheticLock lock(ReadSeed("golden").value());
//   lock.Write(folder, 1000, /*changed_percent=*/1);
#ifndef ASSAY_BENCHMARKS_SYNTHETIC_LOCK_H_
#define ASSAY_BENCHMARKS_SYNTHETIC_LOCK_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "harness/golden.pb.h"

namespace assay {

// The files of one version that the others are made of.
struct SyntheticSeed {
  proto::BuilderGolden builder;
  proto::EntryGolden entry;
  proto::Trace trace;  // empty where the lock has none of it
};

inline constexpr int kEntriesOfAVersion = 5;

// resnet50's and its first entry's, below the folder `golden`.
absl::StatusOr<SyntheticSeed> ReadSeed(const std::string& golden);

class SyntheticLock {
 public:
  explicit SyntheticLock(SyntheticSeed seed);

  // Writes `versions` versions with five entries each, and the set of them, into `golden`. Of every hundred versions
  // the first `changed_percent` answer otherwise than with 0, with their entries. Errors: what writing reports.
  absl::Status Write(const std::string& golden, int versions, int changed_percent) const;

  // How many of so many versions that are.
  static int Changed(int versions, int changed_percent);

 private:
  std::string builder_, changed_builder_;
  std::string entry_, changed_entry_;
  std::string trace_, changed_trace_;
};

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_SYNTHETIC_LOCK_H_
