#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "harness/compatibility/compare_entry.h"
#include "harness/compatibility/sorted_fields.h"

namespace assay::bc {
namespace {

std::string Short(const std::string& digest) { return digest.substr(0, 12); }

// What the catalogue says, else what was measured.
std::string Digest(const proto::EntryGolden& golden) {
  const auto said = ValueOf(golden.catalogue(), "tensors_digest");
  return said && !said->empty() ? *said : golden.file().tensors_digest();
}

// The same hash, or one of them in full where the other is the prefix that an official file's name carries.
bool SameHash(const std::string& was, const std::string& is) {
  return !was.empty() && !is.empty() && (absl::StartsWith(was, is) || absl::StartsWith(is, was));
}

}  // namespace

void CompareTensors(const Subject& subject, const proto::EntryGolden& was, const proto::EntryGolden& is,
                    const SortedFields& fields, std::vector<Finding>& findings) {
  const std::string was_hash = ValueOf(was.catalogue(), "sha256").value_or("");
  const std::string is_hash = ValueOf(is.catalogue(), "sha256").value_or("");
  const bool same_file = SameHash(was_hash, is_hash);
  const std::string digest = Digest(was);
  // What was measured of another file counts for the new one only where the catalogue says so: a bless without the
  // file keeps what was measured before.
  const bool measured_anew = same_file || was_hash == is_hash;
  const std::string said = ValueOf(is.catalogue(), "tensors_digest").value_or("");
  const std::string now = !said.empty()                                           ? said
                          : measured_anew || is.file().tensors_digest() != digest ? is.file().tensors_digest()
                                                                                  : "";
  if (!digest.empty() && !now.empty() && digest != now) {
    findings.push_back(MakeFinding("TENSORS_CHANGED", subject,
                                   absl::StrCat("digest of the tensors ", Short(digest), " -> ", Short(now))));
    return;
  }
  const bool known_equal = same_file || (!digest.empty() && digest == now);
  if (!known_equal && (!fields.file.empty() || !fields.url.empty())) {
    const auto& moved = fields.file.empty() ? fields.url : fields.file;
    Finding finding =
        MakeFinding("TENSORS_CHANGED", subject,
                    absl::StrCat(FieldsText(moved),
                                 "; the tensors cannot be told apart without the file: their digest is not known"));
    finding.remedy = absl::StrCat("if they are the same, say so: state tensors_digest (`assay inspect FILE`) in ",
                                  finding.file.empty() ? "the catalogue" : finding.file, "\n", finding.remedy);
    findings.push_back(std::move(finding));
    return;
  }
  if (!fields.file.empty()) {
    findings.push_back(MakeFinding("FILE_CHANGED", subject, FieldsText(fields.file)));
  } else if (!fields.url.empty()) {
    findings.push_back(MakeFinding("URL_MOVED", subject, FieldsText(fields.url)));
  }
}

}  // namespace assay::bc
