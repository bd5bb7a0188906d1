// assay cache list|verify|prune: the folder of downloaded weight files.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "tools/assay/commands.h"
#include "tools/assay/json.h"
#include "tools/assay/table.h"
#include "tools/base/suggest.h"
#include "weights/catalog.h"
#include "weights/fetch/weight_cache.h"
#include "weights/locate.h"

namespace assay {
namespace {

using Kind = CachedFile::Kind;
using State = CachedFile::State;

const char* KindName(Kind kind) {
  switch (kind) {
    case Kind::kKnown:
      return "known";
    case Kind::kUnknown:
      return "unknown";
    case Kind::kPartial:
      return "partial";
  }
  return "";
}

const char* StateName(State state) {
  switch (state) {
    case State::kUnchecked:
      return "unchecked";
    case State::kGood:
      return "good";
    case State::kBad:
      return "bad";
  }
  return "";
}

std::string Age(absl::Time modified) {
  const absl::Duration age = absl::Now() - modified;
  if (age < absl::Hours(1)) return absl::StrFormat("%d min", std::max<int64_t>(0, absl::ToInt64Minutes(age)));
  if (age < absl::Hours(48)) return absl::StrFormat("%d h", absl::ToInt64Hours(age));
  return absl::StrFormat("%d days", absl::ToInt64Hours(age) / 24);
}

Json CacheJson(const std::string& folder, const std::vector<CachedFile>& files) {
  Json json = {{"folder", folder}, {"files", Json::array()}};
  for (const CachedFile& file : files) {
    Json row = {{"path", file.path},
                {"bytes", file.bytes},
                {"modified", absl::FormatTime(absl::RFC3339_sec, file.modified, absl::UTCTimeZone())},
                {"kind", KindName(file.kind)},
                {"weights", file.weights},
                {"status", StateName(file.state)},
                {"removed", file.removed}};
    if (!file.sha256.empty()) row["sha256"] = file.sha256;
    if (!file.expected_sha256.empty()) row["expected_sha256"] = file.expected_sha256;
    json["files"].push_back(std::move(row));
  }
  return json;
}

std::string CacheText(const std::string& folder, const std::vector<CachedFile>& files, bool states) {
  if (files.empty()) return absl::StrCat(folder, ": nothing\n");
  Table table({"file", "bytes", "age", states ? "sha256" : "kind", "weights"});
  int64_t bytes = 0;
  for (const CachedFile& file : files) {
    const Style style = file.state == State::kBad ? Style::kBad : Style::kPlain;
    table.AddRow({{file.name},
                  {absl::StrCat(file.bytes)},
                  {Age(file.modified)},
                  {states ? StateName(file.state) : KindName(file.kind), style},
                  {absl::StrJoin(file.weights, ", ")}});
    bytes += file.bytes;
  }
  return absl::StrFormat("%s%d files, %.1f MiB in %s\n", table.Text(ColourWanted(STDOUT_FILENO)), files.size(),
                         static_cast<double>(bytes) / (1 << 20), folder);
}

void ComplainOfBad(const std::vector<CachedFile>& files) {
  for (const CachedFile& file : files) {
    if (file.state != State::kBad) continue;
    Complain(absl::StrCat(file.path, ": sha256 is ", file.sha256, ", expected ", file.expected_sha256, "; ",
                          file.removed           ? "removed"
                          : file.weights.empty() ? "assay cache verify --remove removes it"
                                                 : absl::StrCat("assay fetch ", file.weights.front(), " replaces it")));
  }
}

// Which word may be written with which option.
absl::Status CheckWords(const Arguments& arguments) {
  const std::string& verb = arguments.words().front();
  const std::vector<std::string> verbs = {"list", "verify", "prune"};
  if (std::find(verbs.begin(), verbs.end(), verb) == verbs.end())
    return absl::InvalidArgumentError(
        absl::StrCat("cache: list, verify or prune, not \"", Printable(verb), "\"", DidYouMean(verb, verbs)));
  if (arguments.Has("remove") && verb != "verify")
    return absl::InvalidArgumentError("cache: --remove belongs to `assay cache verify`");
  if (arguments.Has("dry-run") && verb != "prune")
    return absl::InvalidArgumentError("cache: --dry-run belongs to `assay cache prune`");
  return absl::OkStatus();
}

absl::Status Act(const Arguments& arguments, std::vector<CachedFile>& files) {
  const std::string& verb = arguments.words().front();
  if (verb == "verify") return VerifyCache(arguments.Has("remove"), files);
  if (verb == "prune") return PruneCache(arguments.Has("dry-run"), files);
  return absl::OkStatus();
}

ExitCode RunCache(const Arguments& arguments) {
  if (const absl::Status status = CheckWords(arguments); !status.ok()) return Fail(status);
  const auto folder = CacheFolder();
  if (!folder.ok()) return Fail(folder.status());
  auto files = ListCache(*folder, Catalog::Global().Entries());
  if (!files.ok()) return Fail(files.status());
  if (const absl::Status status = Act(arguments, *files); !status.ok()) return Fail(status);
  const std::string& verb = arguments.words().front();
  if (arguments.Has("json")) {
    std::cout << JsonLine(CacheJson(*folder, *files));
  } else {
    if (verb == "prune") std::cout << (arguments.Has("dry-run") ? "would remove:\n" : "removed:\n");
    std::cout << CacheText(*folder, *files, verb == "verify");
  }
  ComplainOfBad(*files);
  const bool bad =
      std::any_of(files->begin(), files->end(), [](const CachedFile& file) { return file.state == State::kBad; });
  return bad ? kFindings : kFine;
}

}  // namespace

Command CacheCommand() {
  return {.name = "cache",
          .usage = "list|verify|prune [--remove] [--dry-run] [--json]",
          .summary = "the downloaded weight files: what is there, whether it is right, and what is there for nothing",
          .details =
              "  assay cache list\n"
              "  assay cache verify --remove\n"
              "  assay cache prune --dry-run\n\n"
              "verify holds the sha256 of each file against the catalogue, or against its name where no entry names\n"
              "it; exit code 1 where one is bad. prune removes what cut downloads left that nobody continues now, and\n"
              "files that no entry names. All three look at $ASSAY_HOME/weights (~/.cache/assay/weights) alone:\n"
              "PyTorch's files and other folders stay as they are.\n",
          .options = {{.name = "remove", .help = "verify: remove the files that are bad"},
                      {.name = "dry-run", .help = "prune: only say what would be removed"},
                      {.name = "json", .help = "one JSON document: path, bytes, kind, weights, status"}},
          .fewest_words = 1,
          .most_words = 1,
          .run = RunCache};
}

}  // namespace assay
