// What a licence and a link must look like to be of use to who reads them.
//
//   IsLicence("BSD-3-Clause");                // true
//   IsLicence("BSD");                         // false: which of them?
//   IsHttpsLink("https://host/LICENSE.txt");  // true
#ifndef ASSAY_WEIGHTS_LICENCE_H_
#define ASSAY_WEIGHTS_LICENCE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace assay {

// The SPDX identifiers that weights, data sets and their packages are published under. A further one is a line in
// weights/licence.cc.
const std::vector<std::string>& KnownLicences();

// Whether `text` is one of them, LicenseRef-... for terms that SPDX does not list, or several joined with AND or OR.
// Source: SPDX specification 2.3, annex D; no parentheses, no WITH.
bool IsLicence(absl::string_view text);

// Whether `text` is a link that a reader can follow: https://, a host, no spaces.
bool IsHttpsLink(absl::string_view text);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_LICENCE_H_
