// Names out of a file, for messages: in quotes, with control characters escaped, and no longer than a line allows.
#ifndef ASSAY_WEIGHTS_READER_QUOTED_H_
#define ASSAY_WEIGHTS_READER_QUOTED_H_

#include <cstddef>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace assay {

// Units: bytes of `text` that are shown at most.
inline std::string Quoted(absl::string_view text, size_t most = 80) {
  return absl::StrCat("'", absl::CHexEscape(text.substr(0, most)), "'");
}

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_QUOTED_H_
