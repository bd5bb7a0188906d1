// What reading and measuring the live lock share.
#ifndef ASSAY_TOOLS_ASSAY_LIVE_LOCK_PARTS_H_
#define ASSAY_TOOLS_ASSAY_LIVE_LOCK_PARTS_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/strip.h"
#include "harness/compatibility/lock_files.h"
#include "harness/compatibility/make_finding.h"
#include "models/registry.h"
#include "tools/base/status_macros.h"
#include "weights/weight_entry.h"

namespace assay::live_lock {

inline constexpr char kSchema[] = "harness/golden.proto";

// Below golden/.
inline std::string LockPathOf(const std::string& golden_path) {
  return std::string(absl::StripPrefix(golden_path, "golden/"));
}

// Of the version itself where `entry` is null.
inline Subject SubjectOf(const Builder& builder, const WeightEntry* entry = nullptr) {
  Subject subject{.builder = builder.name, .family = builder.family};
  if (entry != nullptr) {
    subject.entry = entry->name;
    subject.weights = entry->FullName();
  }
  return subject;
}

// nullopt for a file that the lock does not have.
template <class M>
absl::StatusOr<std::optional<M>> ReadIfThere(const LockFiles& files, const std::string& path) {
  if (files.Files().count(path) == 0) return std::optional<M>();
  ASSAY_ASSIGN_OR_RETURN(M message, ReadLock<M>(files, path));
  return std::optional<M>(std::move(message));
}

}  // namespace assay::live_lock

#endif  // ASSAY_TOOLS_ASSAY_LIVE_LOCK_PARTS_H_
