#include "harness/compatibility/remove_acceptances.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/text_format.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

using google::protobuf::TextFormat;

bool IsComment(absl::string_view line) { return absl::StartsWith(absl::StripLeadingAsciiWhitespace(line), "#"); }

// The first line of the comment that belongs to what begins at `line`.
int FirstLineOfComment(const std::vector<std::string>& lines, int line) {
  int first = line;
  while (first > 0 && IsComment(lines[first - 1])) --first;
  return first == 0 ? line : first;
}

}  // namespace

absl::StatusOr<std::string> RemoveAcceptances(const std::string& text, const std::vector<proto::Acceptance>& used) {
  proto::Acceptances acceptances;
  ASSAY_RETURN_IF_ERROR(ParseTextproto(text, "golden/acceptances.textproto", acceptances));
  TextFormat::ParseInfoTree places;
  TextFormat::Parser parser;
  parser.WriteLocationsTo(&places);
  google::protobuf::io::ArrayInputStream stream(text.data(), static_cast<int>(text.size()));
  proto::Acceptances again;
  parser.Parse(&stream, &again);

  const auto* field = acceptances.GetDescriptor()->FindFieldByNumber(proto::Acceptances::kAcceptanceFieldNumber);
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  std::vector<bool> removed(lines.size(), false), kept_line(lines.size(), false);
  for (int i = 0; i < acceptances.acceptance_size(); ++i) {
    const proto::Acceptance& acceptance = acceptances.acceptance(i);
    const bool is_used = std::any_of(used.begin(), used.end(), [&](const proto::Acceptance& one) {
      return one.rule() == acceptance.rule() && one.subject() == acceptance.subject() &&
             one.item() == acceptance.item();
    });
    const TextFormat::ParseLocationRange place = places.GetLocationRange(field, i);
    if (!is_used) {
      std::fill(kept_line.begin() + place.start.line, kept_line.begin() + place.end.line + 1, true);
      continue;
    }
    for (int line = FirstLineOfComment(lines, place.start.line); line <= place.end.line; ++line) removed[line] = true;
    // The empty line that set it apart.
    const size_t after = place.end.line + 1;
    if (after < lines.size() && absl::StripAsciiWhitespace(lines[after]).empty() && after + 1 < lines.size())
      removed[after] = true;
  }
  std::vector<std::string> kept;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (removed[i] && kept_line[i]) {
      return absl::InvalidArgumentError(absl::StrCat("golden/acceptances.textproto:", i + 1,
                                                     ": two acceptances on one line: give each lines of its own"));
    }
    if (!removed[i]) kept.push_back(lines[i]);
  }
  return absl::StrJoin(kept, "\n");
}

}  // namespace assay
