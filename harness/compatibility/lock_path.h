// What a lock's file is, by its path below golden/.
//
//   const LockPath path = ParseLockPath("resnet/resnet50/IMAGENET1K_V1.textproto");
//   path.kind;       // LockPath::kEntry
//   path.Subject();  // "resnet50 x IMAGENET1K_V1"
#ifndef ASSAY_HARNESS_COMPATIBILITY_LOCK_PATH_H_
#define ASSAY_HARNESS_COMPATIBILITY_LOCK_PATH_H_

#include <string>

#include "absl/strings/string_view.h"

namespace assay {

// The locks of the whole library that are one file each.
inline constexpr char kCombinationsFile[] = "combinations.textproto";
inline constexpr char kLegacyFile[] = "legacy.textproto";
inline constexpr char kOverridesFile[] = "overrides.textproto";

struct LockPath {
  enum Kind {
    kBuilder,       // resnet/resnet50.textproto
    kBuilderTrace,  // resnet/resnet50.trace.textproto
    kEntry,         // resnet/resnet50/IMAGENET1K_V1.textproto
    kEntryTrace,    // resnet/resnet50/IMAGENET1K_V1.trace.textproto
    kLibrary,       // the three above, categories/*.textproto, components/*.textproto
    kUnknown,
  };

  Kind kind = kUnknown;
  std::string family;   // of the first four
  std::string builder;  // of the first four
  std::string entry;    // of an entry and its trace

  // Of a version or an entry.
  bool IsGolden() const { return kind == kBuilder || kind == kEntry; }
  bool IsTrace() const { return kind == kBuilderTrace || kind == kEntryTrace; }

  // As golden/combinations.textproto has it: "resnet50", "resnet50 x IMAGENET1K_V1"; empty for the other kinds.
  std::string Subject() const;
};

LockPath ParseLockPath(absl::string_view path);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_LOCK_PATH_H_
