#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "harness/compatibility/report.h"
#include "harness/compatibility/rules.h"
#include "harness/textproto.h"
#include "nlohmann/json.hpp"

namespace assay {
namespace {

using Json = nlohmann::ordered_json;

// Of files under the repository's root, each read once.
class Lines {
 public:
  explicit Lines(std::string root) : root_(std::move(root)) {}

  // The line of `file` that names the subject: its entry, its name, else the first. From 1.
  int Of(const Finding& finding) {
    const std::vector<std::string>& lines = Read(finding.file);
    // "resnet50 x IMAGENET1K_V1": the entry is what its catalogue and its lock name.
    const std::vector<std::string> parts = absl::StrSplit(finding.subject, " x ");
    for (const std::string& name : {absl::StrCat("name: \"", parts.back(), "\""),
                                    absl::StrCat("\"", finding.subject, "\""), absl::StrCat(parts.back(), "\"")}) {
      for (size_t i = 0; i < lines.size(); ++i) {
        if (absl::StrContains(lines[i], name)) return static_cast<int>(i) + 1;
      }
    }
    return 1;
  }

 private:
  const std::vector<std::string>& Read(const std::string& file) {
    const auto [at, is_new] = lines_.insert({file, {}});
    if (!is_new || root_.empty()) return at->second;
    if (const auto text = ReadFile(absl::StrCat(root_, "/", file)); text.ok()) at->second = absl::StrSplit(*text, '\n');
    return at->second;
  }

  std::string root_;
  std::map<std::string, std::vector<std::string>> lines_;
};

// Of what identifies a finding over time: not of its numbers, nor of the module that they are traced to, which move.
std::string Fingerprint(const Finding& finding) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, 64 bits
  for (const char byte : absl::StrCat(finding.rule, "\n", finding.subject, "\n", finding.item)) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  }
  return absl::StrFormat("%016x", hash);
}

const char* SarifLevel(Severity severity) { return severity == Severity::kBreaking ? "error" : "note"; }

Json RuleJson(const Rule& rule) {
  const std::string meaning(rule.meaning), remedy(rule.remedy);
  Json json;
  json["id"] = std::string(rule.name);
  json["shortDescription"] = {{"text", meaning}};
  json["help"] = {{"text", absl::StrCat(meaning, " ", remedy.empty() ? "" : "What to do: ", remedy, ".")}};
  json["defaultConfiguration"] = {{"level", SarifLevel(rule.severity)}};
  json["properties"] = {{"level", LevelName(rule.level)}};
  return json;
}

std::string MessageOf(const Finding& finding) {
  std::string text = absl::StrCat(finding.subject, ": ", finding.witness);
  if (!finding.breaks.empty()) absl::StrAppend(&text, "\nBreaks ", finding.breaks, ".");
  if (!finding.remedy.empty()) absl::StrAppend(&text, "\nTo mend it: ", finding.remedy, ".");
  return text;
}

Json ResultJson(const Finding& finding, const std::map<std::string, int>& index, Lines& lines) {
  Json logical = Json::array({{{"fullyQualifiedName", finding.subject}, {"kind", "module"}}});
  if (!finding.module.empty()) {
    logical.push_back({{"name", finding.module},
                       {"fullyQualifiedName", absl::StrCat(finding.subject, "::", finding.module)},
                       {"kind", "module"}});
  }
  Json location;
  if (!finding.file.empty()) {
    location["physicalLocation"] = {{"artifactLocation", {{"uri", finding.file}, {"uriBaseId", "%SRCROOT%"}}},
                                    {"region", {{"startLine", lines.Of(finding)}}}};
  }
  location["logicalLocations"] = std::move(logical);
  Json json;
  json["ruleId"] = finding.rule;
  if (const auto at = index.find(finding.rule); at != index.end()) json["ruleIndex"] = at->second;
  json["level"] = SarifLevel(finding.severity);
  json["message"] = {{"text", MessageOf(finding)}};
  json["locations"] = Json::array({std::move(location)});
  json["partialFingerprints"] = {{"assaySubject/v2", Fingerprint(finding)}};
  json["suppressions"] = Json::array();
  if (finding.accepted) {
    json["suppressions"].push_back(
        {{"kind", "external"}, {"status", "accepted"}, {"justification", finding.accepted_reason}});
  }
  json["properties"] = {{"level", LevelName(finding.level)}};
  if (!finding.item.empty()) json["properties"]["item"] = finding.item;
  return json;
}

}  // namespace

std::string FindingsSarif(absl::Span<const Finding> findings, const ReportOptions& options) {
  Json rules = Json::array();
  std::map<std::string, int> index;
  for (const Rule& rule : Rules()) {
    index[std::string(rule.name)] = static_cast<int>(rules.size());
    rules.push_back(RuleJson(rule));
  }
  Lines lines(options.root);
  Json results = Json::array();
  for (const Finding& finding : findings) results.push_back(ResultJson(finding, index, lines));
  Json run;
  run["tool"]["driver"] = {{"name", "assay bc"}, {"rules", std::move(rules)}};
  run["originalUriBaseIds"]["%SRCROOT%"]["description"]["text"] = "the root of the repository";
  run["results"] = std::move(results);
  run["properties"] = {{"against", options.against}};
  Json sarif;
  sarif["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  sarif["version"] = "2.1.0";
  sarif["runs"] = Json::array({std::move(run)});
  return sarif.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace assay
