// How `assay bc` grows with the library: 10 to 1,000 versions with five entries each, made of resnet50's own lock.
//
//   bazel run -c opt //benchmarks:bc_scale -- --versions=10,100,300,1000 --changed=0,1,100 --rounds=5 > results.json
//
// The limit, written before anything was measured: every byte of both locks must be read and hashed once, since a
// promise that was edited by hand must not pass; so bytes / (cores * the rate at which one core reads and hashes), with
// the files in the page cache. What changed must be parsed besides: one pass of the text parser over it, shared by the
// cores. Goal: 2 s for 1,000 versions of which 1 % changed.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "benchmarks/synthetic_lock.h"
#include "harness/compatibility/judge.h"
#include "harness/compatibility/parallel.h"
#include "harness/compatibility/report.h"
#include "harness/compatibility/testing/release_as_is.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"
#include "tools/base/temporary_folder.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

struct Settings {
  std::vector<int> versions = {10, 100, 300, 1000};
  std::vector<int> changed = {0, 1, 100};
  int rounds = 5;
};

double Seconds(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double Bytes(const std::string& folder) {
  double bytes = 0;
  for (const auto& item : fs::recursive_directory_iterator(folder)) {
    if (item.is_regular_file()) bytes += item.file_size();
  }
  return bytes;
}

// Units: bytes a second that all cores together read from the page cache and hash, of files as large as a golden. One
// file again and again stays in the caches: no library can be faster.
double ReadAndHashRate(const std::string& folder) {
  const size_t cores = std::max(1u, std::thread::hardware_concurrency());
  constexpr size_t kBytes = 64 << 10, kTimes = 2048;
  const std::string path = absl::StrCat(folder, "/rate");
  if (!WriteFileAtomically(path, std::string(kBytes, 'x')).ok()) return 0;
  double best = 0;
  for (int round = 0; round < 5; ++round) {
    const auto start = std::chrono::steady_clock::now();
    ForEachOnAllCores(cores, [&](size_t) {
      for (size_t i = 0; i < kTimes; ++i) TextSha256(ReadFile(path).value());
    });
    best = std::max(best, cores * kTimes * kBytes / Seconds(start));
  }
  fs::remove(path);
  return best;
}

struct Row {
  double seconds = 0;       // the whole, as the command does it
  double read_seconds = 0;  // of which: opening both locks
  int findings = 0;
};

absl::StatusOr<Row> RunOnce(const std::string& root) {
  Row row;
  const auto start = std::chrono::steady_clock::now();
  ASSAY_ASSIGN_OR_RETURN(const auto promised, OpenPromise(root, ""));
  ASSAY_ASSIGN_OR_RETURN(const ByHand by_hand, ReadByHand(root + "/golden"));
  ASSAY_ASSIGN_OR_RETURN(const auto present, LockFiles::InFolder(root + "/golden"));
  row.read_seconds = Seconds(start);
  ASSAY_ASSIGN_OR_RETURN(const std::vector<Finding> findings, Judge(*promised, *present, by_hand, Today()));
  const std::string json = FindingsJson(findings, {.against = promised->Name()});
  row.seconds = Seconds(start);
  row.findings = CountFindings(findings).breaking;
  return row;
}

absl::StatusOr<std::string> Measure(const SyntheticLock& lock, const std::string& root, int versions, int changed,
                                    const Settings& settings, double rate) {
  ASSAY_RETURN_IF_ERROR(lock.Write(root + "/golden", versions, changed));
  std::vector<double> seconds, read_seconds;
  Row row;
  for (int round = 0; round < settings.rounds; ++round) {
    ASSAY_ASSIGN_OR_RETURN(row, RunOnce(root));
    seconds.push_back(row.seconds);
    read_seconds.push_back(row.read_seconds);
  }
  // The answer first: a fast comparison that misses something is none.
  if ((row.findings > 0) != (SyntheticLock::Changed(versions, changed) > 0))
    return absl::InternalError(
        absl::StrCat(row.findings, " breaking of ", versions, " versions, ", changed, " % changed"));
  const double bytes = Bytes(root + "/golden");
  return absl::StrFormat(
      R"({"versions": %d, "entries": %d, "changed_percent": %d, "findings": %d, "megabytes": %.1f, "seconds": %.4f, )"
      R"("read_seconds": %.4f, "limit_seconds": %.4f})",
      versions, versions * kEntriesOfAVersion, changed, row.findings, bytes / 1e6, Median(seconds),
      Median(read_seconds), bytes / rate);
}

absl::Status Run(const Settings& settings) {
  ASSAY_ASSIGN_OR_RETURN(SyntheticSeed seed, ReadSeed("golden"));
  const SyntheticLock lock(std::move(seed));
  ASSAY_ASSIGN_OR_RETURN(const TemporaryFolder folder, TemporaryFolder::Make("bc_scale"));
  const double rate = ReadAndHashRate(folder.path());
  std::vector<std::string> rows;
  absl::Status status;
  for (const int versions : settings.versions) {
    const std::string root = absl::StrCat(folder.path(), "/", versions);
    status.Update(lock.Write(root + "/golden", versions, 0));
    if (status.ok()) status.Update(ReleaseAsIs(root + "/golden", "1.0"));
    for (const int changed : settings.changed) {
      if (!status.ok()) break;
      const auto row = Measure(lock, root, versions, changed, settings, rate);
      status.Update(row.status());
      if (row.ok()) rows.push_back(*row);
      if (row.ok()) std::fprintf(stderr, "%s\n", row->c_str());
    }
    fs::remove_all(root);
  }
  if (!status.ok()) return status;
  std::printf(
      "{\n \"cores\": %u,\n \"read_and_hash_megabytes_per_second\": %.0f,\n \"rounds\": %d,\n \"rows\": [\n  %s\n "
      "]\n}\n",
      std::thread::hardware_concurrency(), rate / 1e6, settings.rounds, absl::StrJoin(rows, ",\n  ").c_str());
  return absl::OkStatus();
}

absl::Status ParseList(absl::string_view text, std::vector<int>& numbers) {
  numbers.clear();
  for (const absl::string_view word : absl::StrSplit(text, ',')) {
    int number = 0;
    if (!absl::SimpleAtoi(word, &number) || number < 0)
      return absl::InvalidArgumentError(absl::StrCat("\"", word, "\" is no number"));
    numbers.push_back(number);
  }
  return absl::OkStatus();
}

absl::Status ParseArguments(int argc, char** argv, Settings& settings) {
  for (int i = 1; i < argc; ++i) {
    absl::string_view value = argv[i];
    if (absl::ConsumePrefix(&value, "--versions=")) {
      ASSAY_RETURN_IF_ERROR(ParseList(value, settings.versions));
    } else if (absl::ConsumePrefix(&value, "--changed=")) {
      ASSAY_RETURN_IF_ERROR(ParseList(value, settings.changed));
    } else if (!absl::ConsumePrefix(&value, "--rounds=") || !absl::SimpleAtoi(value, &settings.rounds) ||
               settings.rounds < 1) {
      return absl::InvalidArgumentError(absl::StrCat("unknown argument ", argv[i]));
    }
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  assay::Settings settings;
  absl::Status status = assay::ParseArguments(argc, argv, settings);
  if (status.ok()) status = assay::Run(settings);
  if (!status.ok()) std::fprintf(stderr, "bc_scale: %s\n", std::string(status.message()).c_str());
  return status.ok() ? 0 : 2;
}
