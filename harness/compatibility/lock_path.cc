#include "harness/compatibility/lock_path.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace assay {

std::string LockPath::Subject() const { return entry.empty() ? builder : absl::StrCat(builder, " x ", entry); }

LockPath ParseLockPath(absl::string_view path) {
  LockPath parsed;
  if (path == kCombinationsFile || path == kLegacyFile || path == kOverridesFile) {
    parsed.kind = LockPath::kLibrary;
    return parsed;
  }
  if (!absl::ConsumeSuffix(&path, ".textproto")) return parsed;
  const bool trace = absl::ConsumeSuffix(&path, ".trace");
  const std::vector<std::string> parts = absl::StrSplit(path, '/');
  if (!trace && parts.size() == 2 && (parts[0] == "categories" || parts[0] == "components")) {
    parsed.kind = LockPath::kLibrary;
  } else if (parts.size() == 2 || parts.size() == 3) {
    parsed.family = parts[0];
    parsed.builder = parts[1];
    parsed.kind = trace ? LockPath::kBuilderTrace : LockPath::kBuilder;
    if (parts.size() == 3) {
      parsed.entry = parts[2];
      parsed.kind = trace ? LockPath::kEntryTrace : LockPath::kEntry;
    }
  }
  return parsed;
}

}  // namespace assay
