// assay fetch WEIGHTS...: the files of entries, downloaded where they are not at hand.
#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/registry.h"
#include "tools/assay/commands.h"
#include "tools/assay/fetch_all.h"
#include "tools/assay/json.h"
#include "tools/assay/names.h"
#include "tools/assay/table.h"
#include "tools/base/status_macros.h"
#include "weights/catalog.h"
#include "weights/fetch/progress.h"

namespace assay {
namespace {

// A builder that matches brings its entries, as in `assay validate`.
// Errors: NotFound for a glob that matches nothing, or only builders without weights.
absl::StatusOr<std::vector<const WeightEntry*>> Select(const std::vector<std::string>& words) {
  const std::vector<std::string> globs = CanonicalGlobs(words);
  ASSAY_RETURN_IF_ERROR(CheckGlobs(globs, AllNames()));
  std::vector<const WeightEntry*> entries;
  for (const std::string& builder : list()) {
    const bool whole = MatchesAnyGlob(globs, builder);
    for (const WeightEntry* entry : Catalog::Global().ForBuilder(builder)) {
      if (whole || MatchesAnyGlob(globs, entry->FullName())) entries.push_back(entry);
    }
  }
  if (entries.empty()) return absl::NotFoundError("what matches has no weights: nothing to fetch");
  return entries;
}

Json FetchJson(const std::vector<EntryFile>& files) {
  Json json = {{"files", Json::array()}};
  for (const EntryFile& entry : files) {
    Json row = {{"weights", entry.weights}, {"role", entry.role}};
    if (entry.file.ok()) {
      row["path"] = entry.file->path;
      row["sha256"] = entry.file->sha256;
      row["bytes"] = entry.file->bytes;
      row["from"] = entry.file->from;
    } else {
      row["error"] = std::string(entry.file.status().message());
    }
    json["files"].push_back(std::move(row));
  }
  return json;
}

std::string FetchText(const std::vector<EntryFile>& files) {
  Table table({"weights", "file", "bytes", "from"});
  for (const EntryFile& entry : files) {
    if (entry.file.ok()) {
      table.AddRow({{entry.weights}, {entry.file->path}, {absl::StrCat(entry.file->bytes)}, {entry.file->from}});
    } else {
      table.AddRow({{entry.weights}, {"-", Style::kBad}});
    }
  }
  return table.Text(ColourWanted(STDOUT_FILENO));
}

ExitCode RunFetch(const Arguments& arguments) {
  const auto entries = Select(arguments.words());
  if (!entries.ok()) return Fail(entries.status());
  DownloadReporter reporter;
  FetchOptions options = FetchOptionsFromEnvironment();
  options.offline = options.offline || arguments.Has("offline");
  options.events = reporter.Events();
  const std::vector<EntryFile> files = FetchAll(*entries, options);
  std::cout << (arguments.Has("json") ? JsonLine(FetchJson(files)) : FetchText(files));
  ExitCode code = kFine;
  for (const EntryFile& entry : files) {
    if (entry.file.ok()) continue;
    Complain(absl::StrCat(entry.weights, ": ", entry.file.status().message()));
    code = kFindings;
  }
  return code;
}

}  // namespace

Command FetchCommand() {
  return {.name = "fetch",
          .usage = "WEIGHTS... [--offline] [--json]",
          .summary = "download the files of weights that are not at hand, and check those that are",
          .details =
              "  assay fetch ResNet50_Weights.IMAGENET1K_V2\n"
              "  assay fetch 'mobilenet*' --json\n"
              "  ASSAY_MIRRORS='https://mirror/models file:///mnt/models' assay fetch resnet50\n\n"
              "WEIGHTS are names or GLOBs of weights, or of builders: then all of theirs. Files go to\n"
              "$ASSAY_HOME/weights, else $XDG_CACHE_HOME/assay/weights, else ~/.cache/assay/weights; those that\n"
              "PyTorch has downloaded are used where they are. A file appears there only when its sha256 is right; a\n"
              "download that was cut goes on where it stopped. ASSAY_MIRRORS names urls to ask first,\n"
              "ASSAY_OFFLINE=1 is --offline. Exit code 1 where a file could not be had or is not the right one.\n",
          .options = {{.name = "offline", .help = "no network: say where to put what is missing"},
                      {.name = "json", .help = "one JSON document: weights, path, sha256, bytes, from"}},
          .fewest_words = 1,
          .run = RunFetch};
}

}  // namespace assay
