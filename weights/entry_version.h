// Which version of which weights an entry's name says it is.
//
//   VersionOf("IMAGENET1K_V2")->number;       // 2
//   VersionOf("IMAGENET1K_SWAG_E2E_V1")->of;  // "IMAGENET1K_SWAG_E2E"
//   VersionOf("SENTENCES");                   // none
#ifndef ASSAY_WEIGHTS_ENTRY_VERSION_H_
#define ASSAY_WEIGHTS_ENTRY_VERSION_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace assay {

struct EntryVersion {
  std::string of;  // What there are versions of: "IMAGENET1K".
  int number = 0;  // From 1 on.
};

// None for a name that does not end in _V and a number.
std::optional<EntryVersion> VersionOf(absl::string_view entry_name);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_ENTRY_VERSION_H_
