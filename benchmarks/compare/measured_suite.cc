#include "benchmarks/compare/measured_suite.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "benchmarks/compare/json_fields.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

using Rounds = std::map<std::string, std::vector<Round>>;

nlohmann::json RoundsJson(const Rounds& rows) {
  nlohmann::json json = nlohmann::json::object();
  for (const auto& [key, rounds] : rows) {
    for (const Round& round : rounds)
      json[key].push_back({{"old", round.old_runs}, {"new", round.new_runs}, {"new_first", round.new_first}});
  }
  return json;
}

// The file is our own: what is not as it was written throws, and is answered where it is read.
Rounds RoundsOf(const nlohmann::json& json) {
  Rounds rows;
  for (const auto& [key, rounds] : json.items()) {
    for (const nlohmann::json& round : rounds) {
      rows[key].push_back({.old_runs = round.at("old").get<std::array<Samples, 2>>(),
                           .new_runs = round.at("new").get<std::array<Samples, 2>>(),
                           .new_first = round.at("new_first").get<bool>()});
    }
  }
  return rows;
}

Verdict VerdictOf(const std::string& name) {
  for (const Verdict verdict :
       {Verdict::kSame, Verdict::kFaster, Verdict::kSlower, Verdict::kMissing, Verdict::kWrong, Verdict::kUnscored}) {
    if (name == VerdictName(verdict)) return verdict;
  }
  return Verdict::kUndecided;
}

MeasuredSuite SuiteOf(const nlohmann::json& json) {
  MeasuredSuite suite = {.index = json.at("index").get<int>(),
                         .plants = json.at("plants").get<std::map<std::string, double>>(),
                         .load = json.at("load").get<double>(),
                         .seconds = json.at("seconds").get<double>(),
                         .deciding = RoundsOf(json.at("deciding")),
                         .confirming = RoundsOf(json.at("confirming"))};
  for (const auto& [key, name] : json.at("verdicts").items()) suite.verdicts[key] = VerdictOf(name.get<std::string>());
  return suite;
}

}  // namespace

absl::Status AppendSuite(const MeasuredSuite& suite, const std::string& path) {
  nlohmann::json verdicts = nlohmann::json::object();
  for (const auto& [key, verdict] : suite.verdicts) verdicts[key] = VerdictName(verdict);
  const nlohmann::json json = {{"index", suite.index},
                               {"plants", nlohmann::json(suite.plants)},
                               {"load", suite.load},
                               {"seconds", suite.seconds},
                               {"deciding", RoundsJson(suite.deciding)},
                               {"confirming", RoundsJson(suite.confirming)},
                               {"verdicts", verdicts}};
  std::ofstream file(path, std::ios::app | std::ios::binary);
  file << json.dump() << "\n";
  file.close();
  if (!file) return absl::FailedPreconditionError(absl::StrCat("cannot write ", path));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<MeasuredSuite>> ReadSuites(const std::string& path) {
  std::vector<MeasuredSuite> suites;
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  size_t begin = 0;
  for (size_t end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin)) {
    try {
      suites.push_back(SuiteOf(nlohmann::json::parse(text.begin() + begin, text.begin() + end)));
    } catch (const nlohmann::json::exception& error) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": line ", suites.size() + 1, " is no measured suite: ", error.what()));
    }
  }
  std::error_code ignored;
  if (begin < text.size()) std::filesystem::resize_file(path, begin, ignored);
  return suites;
}

}  // namespace assay
