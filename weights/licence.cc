#include "weights/licence.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace assay {
namespace {

bool IsReference(absl::string_view text) {
  return absl::ConsumePrefix(&text, "LicenseRef-") && !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isalnum(c) || c == '-' || c == '.'; });
}

}  // namespace

const std::vector<std::string>& KnownLicences() {
  static const auto& licences = *new std::vector<std::string>{
      "0BSD",
      "AFL-3.0",
      "AGPL-3.0-only",
      "AGPL-3.0-or-later",
      "Apache-2.0",
      "Artistic-2.0",
      "BSD-2-Clause",
      "BSD-3-Clause",
      "BSD-3-Clause-Clear",
      "BSL-1.0",
      "CC-BY-2.0",
      "CC-BY-3.0",
      "CC-BY-4.0",
      "CC-BY-NC-4.0",
      "CC-BY-NC-ND-4.0",
      "CC-BY-NC-SA-4.0",
      "CC-BY-ND-4.0",
      "CC-BY-SA-3.0",
      "CC-BY-SA-4.0",
      "CC0-1.0",
      "CDLA-Permissive-2.0",
      "ECL-2.0",
      "EPL-2.0",
      "EUPL-1.2",
      "GPL-2.0-only",
      "GPL-2.0-or-later",
      "GPL-3.0-only",
      "GPL-3.0-or-later",
      "HPND",
      "ISC",
      "LGPL-2.1-only",
      "LGPL-2.1-or-later",
      "LGPL-3.0-only",
      "LGPL-3.0-or-later",
      "MIT",
      "MIT-0",
      "MPL-2.0",
      "MS-PL",
      "NCSA",
      "ODC-By-1.0",
      "ODbL-1.0",
      "OFL-1.1",
      "PDDL-1.0",
      "Unlicense",
      "Zlib",
  };
  return licences;
}

bool IsLicence(absl::string_view text) {
  const auto& known = KnownLicences();
  const std::string alternatives = absl::StrReplaceAll(text, {{" AND ", " OR "}});
  for (const absl::string_view part : absl::StrSplit(alternatives, " OR ")) {
    if (!IsReference(part) && std::find(known.begin(), known.end(), part) == known.end()) return false;
  }
  return true;
}

bool IsHttpsLink(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, "https://")) return false;
  const absl::string_view host = text.substr(0, text.find_first_of("/?#"));
  if (host.empty() || !absl::ascii_isalnum(host[0])) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isgraph(c); });
}

}  // namespace assay
