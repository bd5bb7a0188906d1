// A benchmark program in little: twenty rows of real work (suite_rows.h), the results file of the measuring library,
// and slowdowns that can be planted. The comparer's error rates are measured on it, and its tests drive it.
//
//   sample_suite --assay_out=run.json [--benchmark_filter=REGEX] [--plant=ROW=1.03] [--milliseconds=20]
//
// A planted row does that much more work; the factor that was really planted (a whole number of units) is in the file.
// Exit: 0; 2 for wrong usage, a filter that matches nothing, or work that was not done.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "benchmarks/compare/suite_rows.h"
#include "tools/base/keep_freed_memory.h"

namespace assay {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

struct Request {
  std::string out;
  std::string filter = ".*";
  std::map<std::string, double> plants;
  double seconds = 0.02;  // of each row
};

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

bool ReadPlant(absl::string_view text, Request& request) {
  const size_t equals = text.rfind('=');
  double factor = 0;
  if (equals == absl::string_view::npos || !absl::SimpleAtod(text.substr(equals + 1), &factor) || !(factor > 0))
    return false;
  request.plants[std::string(text.substr(0, equals))] = factor;
  return true;
}

bool ReadRequest(int argc, char** argv, Request& request) {
  for (int i = 1; i < argc; ++i) {
    absl::string_view word = argv[i];
    double milliseconds = 0;
    if (absl::ConsumePrefix(&word, "--assay_out=")) {
      request.out = std::string(word);
    } else if (absl::ConsumePrefix(&word, "--benchmark_filter=")) {
      request.filter = std::string(word);
    } else if (absl::ConsumePrefix(&word, "--plant=")) {
      if (!ReadPlant(word, request)) return false;
    } else if (absl::ConsumePrefix(&word, "--milliseconds=")) {
      if (!absl::SimpleAtod(word, &milliseconds) || !(milliseconds > 0)) return false;
      request.seconds = milliseconds / 1000;
    } else {
      return false;
    }
  }
  return !request.out.empty();
}

// One iteration. The digest makes skipped work visible, to the compiler too.
uint64_t Iterate(const std::function<uint64_t(int)>& work, int units) {
  uint64_t digest = 0;
  for (int unit = 0; unit < units; ++unit) digest = digest * 31 + work(unit);
  return digest;
}

bool Measure(const SuiteRow& row, int units, double seconds, Json& json) {
  const std::function<uint64_t(int)> work = row.prepare();
  const uint64_t expected = Iterate(work, units);
  for (const auto start = Clock::now(); SecondsSince(start) < seconds / 4;) Iterate(work, units);
  std::vector<double> samples;
  bool right = true;
  for (const auto start = Clock::now(); SecondsSince(start) < seconds || samples.size() < 5;) {
    const auto begin = Clock::now();
    const uint64_t digest = Iterate(work, units);
    samples.push_back(SecondsSince(begin));
    right = right && digest == expected;
  }
  std::vector<double> sorted = samples;
  std::sort(sorted.begin(), sorted.end());
  json = {{"name", row.name},
          {"column", "hot"},
          {"status", right ? "SCORED" : "WRONG"},
          {"reason", right ? "" : "an iteration's digest is not the first one's"},
          {"combination", ""},
          {"samples", samples},
          {"median", sorted[sorted.size() / 2]},
          {"items", units},
          {"planted", static_cast<double>(units) / row.units}};
  return right;
}

Json Environment() {
  std::string processor;
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; processor.empty() && std::getline(cpuinfo, line);) {
    if (absl::StartsWith(line, "model name")) processor = line.substr(std::min(line.find(": ") + 2, line.size()));
  }
#ifdef NDEBUG
  const char* mode = "opt";
#else
  const char* mode = "dbg";
#endif
  return {{"date", absl::FormatTime(absl::RFC3339_sec, absl::Now(), absl::UTCTimeZone())},
          {"host", {{"processor", processor}, {"cores", std::thread::hardware_concurrency()}, {"governor", ""}}},
          {"device", nullptr},
          {"libtorch", ""},
          {"commit", ""},
          {"build_mode", mode},
          {"threads", 1},
          {"cpu_capability", ""}};
}

int Run(const Request& request) {
  const std::vector<SuiteRow> all = SuiteRows();
  std::vector<SuiteRow> rows = all;
  const std::regex filter(request.filter);
  const auto unwanted = [&](const SuiteRow& row) { return !std::regex_search(row.name, filter); };
  rows.erase(std::remove_if(rows.begin(), rows.end(), unwanted), rows.end());
  for (const auto& [name, factor] : request.plants) {
    if (std::none_of(all.begin(), all.end(), [&](const SuiteRow& row) { return row.name == name; })) {
      std::cerr << "--plant names " << name << ", which is no row\n";
      return 2;
    }
  }
  if (rows.empty()) {
    std::cerr << "no row matches " << request.filter << "\n";
    return 2;
  }
  // Another order in each process: what a row leaves in the caches falls on another one each time.
  std::shuffle(rows.begin(), rows.end(), std::mt19937(std::random_device()()));
  Json json = {{"schema", "assay.bench/1"}, {"environment", Environment()}, {"rows", Json::array()}};
  bool right = true;
  for (const SuiteRow& row : rows) {
    const auto plant = request.plants.find(row.name);
    const double factor = plant == request.plants.end() ? 1 : plant->second;
    const int units = static_cast<int>(row.units * factor + 0.5);
    Json measured;
    right = Measure(row, units, request.seconds, measured) && right;
    json["rows"].push_back(measured);
  }
  std::ofstream file(request.out);
  file << json.dump() << "\n";
  file.close();
  if (!file) std::cerr << "cannot write " << request.out << "\n";
  return right && file ? 0 : 2;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  assay::KeepFreedMemory();
  assay::Request request;
  if (!assay::ReadRequest(argc, argv, request)) {
    std::cerr << "usage: sample_suite --assay_out=FILE [--benchmark_filter=REGEX] [--plant=ROW=FACTOR] "
                 "[--milliseconds=N]\n";
    return 2;
  }
  return assay::Run(request);
}
