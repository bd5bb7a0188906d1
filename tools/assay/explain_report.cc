#include "tools/assay/explain_report.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tools/assay/evaluation_data.h"
#include "tools/assay/evaluation_progress.h"
#include "tools/assay/evaluation_report.h"
#include "tools/assay/table.h"

namespace assay {
namespace {

bool IsRight(const ComparedWay& way) { return way.tried.way.mend.empty(); }

// What the answer is about: the right way where it fits, since no mistake is needed then; else the nearest.
const ComparedWay& Explaining(const ExplainReport& report) {
  for (const ComparedWay& way : report.ways) {
    if (IsRight(way) && way.matches) return way;
  }
  return report.ways.front();
}

// Of the others that fit: " (1 more fits: more images tell them apart; 2 answer every image as it does)", or nothing.
std::string OthersText(const ExplainReport& report, const ComparedWay& explaining) {
  int64_t alike = 0, apart = 0;
  for (const ComparedWay& way : report.ways) {
    if (!way.matches || &way == &explaining) continue;
    ++(way.tried.answers == explaining.tried.answers ? alike : apart);
  }
  std::vector<std::string> parts;
  if (apart > 0) {
    parts.push_back(absl::StrCat(apart, apart == 1 ? " more fits" : " more fit",
                                 report.is_whole ? "" : ": more images tell them apart"));
  }
  if (alike > 0) parts.push_back(absl::StrCat(alike, alike == 1 ? " answers" : " answer", " every image as it does"));
  return parts.empty() ? "" : absl::StrCat(" (", absl::StrJoin(parts, "; "), ")");
}

std::string FirstLine(const ExplainReport& report) {
  const ComparedWay& explaining = Explaining(report);
  const PreprocessingWay& way = explaining.tried.way;
  const double value = explaining.tried.accuracy.value;
  const bool is_right = IsRight(explaining);
  if (!explaining.matches) {
    return absl::StrFormat(
        "no preprocessing here gives the expected %.2f %%: the nearest is %s, %.2f %%. Other weights, a model in "
        "training mode or labels in another order come next\n",
        report.expected, is_right ? "the weights' own" : absl::StrCat("\"", way.name, "\""), value);
  }
  std::string line =
      absl::StrFormat("the expected %.2f %% is what %s gives: %.2f %%", report.expected,
                      is_right ? "the weights' own preprocessing" : absl::StrCat("\"", way.name, "\""), value);
  if (!is_right) absl::StrAppend(&line, "; ", way.mend);
  return absl::StrCat(line, OthersText(report, explaining), "\n");
}

}  // namespace

std::string ExplainText(const ExplainReport& report, bool colour) {
  Table table({"preprocessing", "acc@1", "95 % interval", "apart", ""});
  for (const ComparedWay& way : report.ways) {
    const Metric& accuracy = way.tried.accuracy;
    table.AddRow({{way.tried.way.name},
                  {absl::StrFormat("%.2f %%", accuracy.value)},
                  {absl::StrFormat("%.1f to %.1f", accuracy.interval.low, accuracy.interval.high)},
                  {absl::StrFormat("%.2f", way.distance)},
                  {way.matches ? "fits" : "", way.matches ? Style::kGood : Style::kPlain}});
  }
  const std::string images = report.images == report.of
                                 ? absl::StrCat("all ", Grouped(report.of), " images")
                                 : absl::StrCat(Grouped(report.images), " of ", Grouped(report.of), " images");
  return absl::StrCat(FirstLine(report), table.Text(colour), Printable(report.weights), " on ", images, " of ",
                      Printable(DataText(report.data)), "\n");
}

Json ExplainJson(const ExplainReport& report) {
  Json ways = Json::array();
  for (const ComparedWay& way : report.ways) {
    ways.push_back({{"name", way.tried.way.name},
                    {"mend", way.tried.way.mend},
                    {"acc@1", MetricJson(way.tried.accuracy)},
                    {"distance", way.distance},
                    {"matches", way.matches}});
  }
  const Json split = report.data.split().empty() ? Json() : Json(report.data.split());
  const ComparedWay& explaining = Explaining(report);
  return {{"weights", report.weights},
          {"data", {{"path", report.path}, {"count", report.of}, {"name", report.data.name()}, {"split", split}}},
          {"images", report.images},
          {"expected", report.expected},
          {"explanation", explaining.matches ? Json(explaining.tried.way.name) : Json()},
          {"ways", std::move(ways)}};
}

}  // namespace assay
