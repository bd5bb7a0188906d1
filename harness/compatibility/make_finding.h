// A finding from its rule: level, severity, and whom it breaks and the remedy in the words of the table.
//
//   Subject subject{.builder = "resnet50", .entry = "IMAGENET1K_V1", .family = "resnet"};
//   findings.push_back(MakeFinding("TENSORS_CHANGED", subject, "digest a1b2 -> c3d4"));
#ifndef ASSAY_HARNESS_COMPATIBILITY_MAKE_FINDING_H_
#define ASSAY_HARNESS_COMPATIBILITY_MAKE_FINDING_H_

#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "harness/compatibility/finding.h"

namespace assay {

// What a finding is about.
struct Subject {
  std::string builder = {};  // "resnet50"; of what belongs to no builder, the whole subject
  std::string entry = {};    // "IMAGENET1K_V1"; empty for the version itself
  std::string family = {};   // "resnet"; empty where unknown: then no file is named
  // "ResNet50_Weights.IMAGENET1K_V1"; empty where unknown.
  std::string weights = {};
  // Names that may not be proposed; null for none.
  const std::set<std::string>* taken = nullptr;

  // "resnet50 x IMAGENET1K_V1".
  std::string Text() const;
  // Of its lock, from the repository's root: "golden/resnet/resnet50.textproto". Empty without a family.
  std::string LockFile() const;
  // "weights/resnet/resnet50.textproto".
  std::string CatalogueFile() const;
};

// The first name after `name` that is not in `taken`: "resnet50" -> "resnet50_v2", "resnet50_v2" -> "resnet50_v3",
// "IMAGENET1K_V1" -> "IMAGENET1K_V2".
std::string NextName(absl::string_view name, const std::set<std::string>* taken);

// The file is that of the catalogue where an entry's data is to be mended, else of the lock.
Finding MakeFinding(absl::string_view rule, const Subject& subject, std::string witness);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_MAKE_FINDING_H_
