#include "harness/compatibility/tombstones.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "harness/compatibility/textproto_lines.h"
#include "harness/compatibility/version.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

std::string Problem(const proto::Tombstone& stone) {
  if (stone.name().empty())
    return "a tombstone needs the name that went: a builder's, \"ResNet50_Weights.IMAGENET1K_V1\" or "
           "\"ResNetOptions.groups\"";
  if (stone.removed_in().empty())
    return absl::StrCat("the tombstone of ", stone.name(), " needs removed_in: the first release without it");
  if (const absl::Status status = CheckVersion(stone.removed_in()); !status.ok())
    return absl::StrCat("removed_in of the tombstone of ", stone.name(), ": ", status.message());
  if (absl::StripAsciiWhitespace(stone.reason()).empty())
    return absl::StrCat("the tombstone of ", stone.name(), " needs a reason");
  return "";
}

}  // namespace

absl::StatusOr<proto::Tombstones> ParseTombstones(absl::string_view text, const std::string& file) {
  proto::Tombstones tombstones;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<int> lines, ParseWithLines(text, file, "tombstone", tombstones));
  std::set<std::string> seen;
  for (int i = 0; i < tombstones.tombstone_size(); ++i) {
    std::string problem = Problem(tombstones.tombstone(i));
    if (problem.empty() && !seen.insert(tombstones.tombstone(i).name()).second)
      problem = absl::StrCat(tombstones.tombstone(i).name(), " has two tombstones: keep one");
    if (!problem.empty()) return absl::InvalidArgumentError(absl::StrCat(file, ":", lines[i], ": ", problem));
  }
  return tombstones;
}

absl::StatusOr<proto::Tombstones> ReadTombstones(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (absl::IsNotFound(text.status())) return proto::Tombstones();
  if (!text.ok()) return text.status();
  return ParseTombstones(*text, absl::StrCat("golden/", path.substr(path.rfind('/') + 1)));
}

bool IsOptionName(absl::string_view name) {
  const size_t dot = name.find('.');
  return dot != absl::string_view::npos && !absl::EndsWith(name.substr(0, dot), "_Weights");
}

const proto::Tombstone* FindTombstone(const proto::Tombstones& tombstones, absl::string_view name) {
  const auto found = std::find_if(tombstones.tombstone().begin(), tombstones.tombstone().end(),
                                  [&](const proto::Tombstone& stone) { return stone.name() == name; });
  return found == tombstones.tombstone().end() ? nullptr : &*found;
}

}  // namespace assay
