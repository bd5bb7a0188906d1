#include "weights/entry_rules.h"

#include <cmath>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "weights/licence.h"
#include "weights/meta_rules.h"
#include "weights/preset_rules.h"
#include "weights/url_file_name.h"

namespace assay {
namespace {

constexpr size_t kFullHash = 64;

bool IsEntryName(absl::string_view name) {
  if (name.empty() || !absl::ascii_isupper(name[0])) return false;
  for (char c : name) {
    if (!absl::ascii_isupper(c) && !absl::ascii_isdigit(c) && c != '_') return false;
  }
  return name != "DEFAULT";
}

bool IsConstant(absl::string_view name) {
  if (name.size() < 2 || name[0] != 'k' || !(absl::ascii_isupper(name[1]) || absl::ascii_isdigit(name[1])))
    return false;
  for (char c : name) {
    if (!absl::ascii_isalnum(c)) return false;
  }
  return name != "kDefault";
}

void CheckNames(const proto::Entry& entry, const TextPlace& place, Findings* findings) {
  if (!IsEntryName(entry.name())) {
    findings->Add(place.At("name"), absl::StrCat("name \"", entry.name(), "\" is no entry's name (DEFAULT is taken)"),
                  "use capitals, digits and _ from a letter on: name: \"IMAGENET1K_V1\"");
  }
  if (!IsConstant(entry.constant())) {
    findings->Add(place.At("constant"),
                  absl::StrCat("constant \"", entry.constant(), "\" is no C++ enumerator (kDefault is taken)"),
                  "use k and letters and digits: constant: \"kImageNet1kV1\"");
  }
  if (entry.taxonomy().empty()) {
    findings->Add(place.At("taxonomy"), "no taxonomy",
                  "name the data set whose classes the outputs are: taxonomy: \"ImageNet-1K\"");
  }
  if (!entry.has_latest()) {
    findings->Add(place.Own(), "latest is not said",
                  "set latest: true in the newest entry of the taxonomy, false in the others");
  }
}

// One hash is the other's beginning.
bool Agree(absl::string_view a, absl::string_view b) { return absl::StartsWith(a, b) || absl::StartsWith(b, a); }

// A file's name that carries a hash must carry this one's beginning.
void CheckHashInName(const proto::Entry& entry, const std::string& file, const std::string& where, Findings* findings) {
  const std::string in_name = HashInFileName(file);
  if (in_name.empty() || Agree(in_name, entry.sha256())) return;
  findings->Add(where, absl::StrCat("sha256 ", entry.sha256(), " does not begin as the name of ", file, " says"),
                absl::StrCat("correct the one that is wrong (the name says ", in_name, ")"));
}

void CheckHash(const proto::Entry& entry, const TextPlace& place, Findings* findings) {
  const std::string in_name = HashInFileName(UrlFileName(entry.url()));
  const std::string& sha256 = entry.sha256();
  if (sha256.empty()) {
    findings->Add(place.Own(), absl::StrCat("entry ", entry.name(), " has no sha256"),
                  in_name.empty()
                      ? "state the file's 64 digits: sha256sum FILE"
                      : absl::StrCat("state the file's 64 digits, or at least its name's: sha256: \"", in_name, "\""));
    return;
  }
  if (sha256.size() < 8 || sha256.size() > kFullHash || !IsLowerHex(sha256)) {
    findings->Add(place.At("sha256"),
                  absl::StrCat("sha256 \"", sha256, "\" is not 8 to 64 lower-case hexadecimal digits"),
                  "copy it from sha256sum FILE");
    return;
  }
  CheckHashInName(entry, UrlFileName(entry.url()), place.At("sha256"), findings);
  if (sha256.size() == kFullHash) return;
  if (entry.has_packaged()) {
    findings->Add(place.At("sha256"),
                  absl::StrCat("a packaged file needs its full sha256, not ", sha256.size(), " digits"),
                  absl::StrCat("run sha256sum on the package's ", entry.packaged().file()));
  } else if (in_name.empty()) {
    findings->Add(place.At("sha256"), "only an official file whose name carries its hash may have a prefix for sha256",
                  "state all 64 digits: sha256sum FILE");
  }
}

void CheckSource(const proto::Entry& entry, const TextPlace& place, Findings* findings) {
  if (entry.url().empty() && !entry.has_packaged()) {
    findings->Add(place.Own(), absl::StrCat("entry ", entry.name(), " says nowhere where its file is"),
                  "give a url, or packaged { ... }");
  }
  if (!entry.url().empty()) {
    if (!absl::StartsWith(entry.url(), "https://") && !absl::StartsWith(entry.url(), "http://") &&
        !absl::StartsWith(entry.url(), "file://")) {
      findings->Add(place.At("url"), absl::StrCat("url \"", entry.url(), "\" has an unknown scheme"),
                    "begin it with https://");
    } else if (!IsPathPart(UrlFileName(entry.url()))) {
      findings->Add(place.At("url"), absl::StrCat("url \"", entry.url(), "\" names no file"),
                    "end it in the file's name");
    }
  }
  if (!entry.has_packaged()) return;
  const TextPlace packaged = place.Nested("packaged");
  if (!IsPathPart(entry.packaged().repository()) || !IsPathPart(entry.packaged().file())) {
    findings->Add(packaged.Own(), "packaged needs a repository and a file",
                  "name those of tools/bazel/packaged_files.bzl: packaged { repository: \"...\" file: \"...\" }");
    return;
  }
  if (entry.packaged().package().empty() || entry.packaged().licence().empty()) {
    findings->Add(packaged.Own(), "packaged needs the package's requirement and licence",
                  "add package: \"NAME==VERSION\" and licence: \"SPDX\"");
  } else if (!IsLicence(entry.packaged().licence())) {
    findings->Add(
        packaged.At("licence"),
        absl::StrCat("\"", entry.packaged().licence(), "\" is no SPDX identifier that weights/licence.cc knows"),
        "write licence: \"BSD-3-Clause\", or LicenseRef-NAME for terms of one's own");
  }
  if (entry.sha256().size() >= 8) CheckHashInName(entry, entry.packaged().file(), packaged.At("file"), findings);
}

void CheckExtraFiles(const proto::Entry& entry, const TextPlace& place, Findings* findings) {
  std::set<std::string> roles;
  for (int i = 0; i < entry.extra_file_size(); ++i) {
    const proto::ExtraFile& file = entry.extra_file(i);
    const TextPlace at = place.Nested("extra_file", i);
    if (file.role().empty() || !roles.insert(file.role()).second) {
      findings->Add(at.Own(), "an extra file needs a role of its own", "write role: \"vocabulary\"");
    }
    if (file.sha256().size() != kFullHash || !IsLowerHex(file.sha256())) {
      findings->Add(at.At("sha256"), "an extra file needs its full sha256",
                    "state the file's 64 digits: sha256sum FILE");
    }
    if (file.url().empty() && !file.has_packaged()) {
      findings->Add(at.Own(), absl::StrCat("nothing says where the ", file.role(), " is"),
                    "give a url, or packaged { ... }");
    }
    if (!file.url().empty() && !IsPathPart(UrlFileName(file.url()))) {
      findings->Add(at.At("url"), absl::StrCat("url \"", file.url(), "\" names no file"), "end it in the file's name");
    }
    if (file.has_packaged() && !(IsPathPart(file.packaged().repository()) && IsPathPart(file.packaged().file()) &&
                                 !file.packaged().package().empty() && !file.packaged().licence().empty())) {
      findings->Add(
          at.Nested("packaged").Own(), "packaged needs a repository, a file, a package and a licence",
          "write packaged { repository: \"...\" file: \"...\" package: \"NAME==VERSION\" licence: \"SPDX\" }");
    }
  }
}

void CheckImplied(const proto::Entry& entry, const TextPlace& place, Findings* findings) {
  std::set<std::string> names;
  for (int i = 0; i < entry.implied_option_size(); ++i) {
    const proto::ImpliedOption& option = entry.implied_option(i);
    if (!option.name().empty() && option.value_case() != proto::ImpliedOption::VALUE_NOT_SET &&
        names.insert(option.name()).second)
      continue;
    findings->Add(place.At("implied_option", i), "an implied option needs a name of its own and a value",
                  "write implied_option { name: \"aux_logits\" flag: true }");
  }
  names.clear();
  for (int i = 0; i < entry.implied_override_size(); ++i) {
    const proto::ImpliedOverride& implied = entry.implied_override(i);
    if (!implied.target().empty() && !implied.parameter().empty() &&
        implied.value_case() != proto::ImpliedOverride::VALUE_NOT_SET &&
        names.insert(implied.target() + "." + implied.parameter()).second)
      continue;
    findings->Add(place.At("implied_override", i),
                  "an implied override needs a class, a parameter of its own and a value",
                  "write implied_override { target: \"FrozenBatchNorm2d\" parameter: \"eps\" number: 0 }");
  }
}

}  // namespace

void CheckEntry(const proto::Entry& entry, const TextPlace& place, Findings* findings) {
  CheckNames(entry, place, findings);
  CheckSource(entry, place, findings);
  CheckHash(entry, place, findings);
  if (!entry.tensors_digest().empty() &&
      (entry.tensors_digest().size() != kFullHash || !IsLowerHex(entry.tensors_digest()))) {
    findings->Add(place.At("tensors_digest"), "tensors_digest is not 64 lower-case hexadecimal digits",
                  "copy it from assay inspect");
  }
  CheckPresets(entry, place, findings);
  CheckExtraFiles(entry, place, findings);
  CheckMeta(entry.meta(), place.Nested("meta"), findings);
  CheckImplied(entry, place, findings);
}

}  // namespace assay
