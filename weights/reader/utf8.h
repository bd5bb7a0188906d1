// Whether text is UTF-8: shortest forms only, no surrogates, nothing above U+10FFFF.
#ifndef ASSAY_WEIGHTS_READER_UTF8_H_
#define ASSAY_WEIGHTS_READER_UTF8_H_

#include "absl/strings/string_view.h"

namespace assay {

bool IsUtf8(absl::string_view text);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_UTF8_H_
