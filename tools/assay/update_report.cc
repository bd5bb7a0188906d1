#include "tools/assay/update_report.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "tools/assay/evaluation_data.h"
#include "tools/assay/evaluation_progress.h"
#include "tools/assay/evaluation_report.h"
#include "tools/assay/table.h"

namespace assay {
namespace {

using Kind = UpdateVerdict::Kind;

// More of them scroll the verdict away; --json has all.
constexpr size_t kMostRows = 20;

// "1 point", "0.1 points".
std::string PointsText(double share) {
  const std::string number = absl::StrFormat("%.6g", 100 * share);
  return absl::StrCat(number, number == "1" ? " point" : " points");
}

// The old weights' name, without the enum where the new ones have said it.
std::string OldName(const UpdateReport& report) {
  const std::string &was = report.compared.before.weights, &is = report.compared.after.weights;
  const size_t dot = is.find('.');
  if (dot == std::string::npos || is.find(' ') != std::string::npos || was == is) return was;
  return std::string(absl::StripPrefix(was, is.substr(0, dot + 1)));
}

Style StyleOf(Kind kind) {
  return kind == Kind::kWorse ? Style::kBad : kind == Kind::kUndecided ? Style::kWaiting : Style::kGood;
}

std::string Percent(const Metric& metric) {
  return absl::StrFormat("%.2f %% (%.1f to %.1f)", metric.value, metric.interval.low, metric.interval.high);
}

std::string Percent(double share) { return absl::StrFormat("%.2f %%", 100 * share); }

std::string Figures(const UpdateReport& report) {
  const EvaluationSummary &was = report.compared.before, &is = report.compared.after;
  Table table({"", "old", "new", "difference"});
  for (size_t i = 0; i < std::min(was.metrics.size(), is.metrics.size()); ++i) {
    table.AddRow({{is.metrics[i].name},
                  {Percent(was.metrics[i])},
                  {Percent(is.metrics[i])},
                  {absl::StrFormat("%+.2f", is.metrics[i].value - was.metrics[i].value)}});
  }
  const auto add = [&](const char* name, double before, double after) {
    table.AddRow({{name}, {Percent(before)}, {Percent(after)}, {absl::StrFormat("%+.2f", 100 * (after - before))}});
  };
  add("mean confidence", was.mean_confidence, is.mean_confidence);
  add("calibration error", was.calibration_error, is.calibration_error);
  return table.Text(/*colour=*/false);
}

std::string CountsText(const EvaluationComparison& compared) {
  const PairedCounts& counts = compared.counts;
  std::string text = absl::StrCat("both right ", Grouped(counts.both), ", won ", Grouped(counts.only_new), ", lost ",
                                  Grouped(counts.only_old), ", both wrong ", Grouped(counts.neither));
  if (compared.wrong_otherwise > 0)
    absl::StrAppend(&text, " (", Grouped(compared.wrong_otherwise), " with another answer)");
  return text + "\n";
}

std::string FeaturesText(const UpdateReport& report) {
  if (!report.features.ok()) return absl::StrCat("features not compared: ", report.features.status().message(), "\n");
  const FeatureSimilarity& alike = *report.features;
  return absl::StrFormat(
      "features: mean cosine %.2f of an image's old and new ones (%.2f with another image's), the %d values that %s "
      "takes, %s images\n",
      alike.cosines.mean, alike.cosines.of_others, alike.size, alike.layer, Grouped(alike.images));
}

std::string ClassesText(const UpdateReport& report) {
  const std::vector<ClassChange>& classes = report.compared.classes;
  if (classes.empty()) return "";
  Table table({"class", "images", "old right", "new right", "difference"});
  for (size_t i = 0; i < std::min(classes.size(), kMostRows); ++i) {
    const ClassChange& change = classes[i];
    const std::string both =
        change.won > 0 && change.lost > 0 ? absl::StrFormat(" (won %d, lost %d)", change.won, change.lost) : "";
    table.AddRow({{CategoryName(report, change.label)},
                  {Grouped(change.images)},
                  {Grouped(change.old_right)},
                  {Grouped(change.new_right)},
                  {absl::StrFormat("%+d", change.difference()) + both}});
  }
  if (classes.size() > kMostRows)
    table.AddNote(absl::StrCat("and ", Grouped(static_cast<int64_t>(classes.size() - kMostRows)), " more"));
  return "\n" + table.Text(/*colour=*/false);
}

std::string AnswerText(const UpdateReport& report, const ImageAnswer& answer) {
  return absl::StrFormat("%s (%.1f %%)", CategoryName(report, answer.category), 100 * answer.confidence);
}

std::string FlippedText(const UpdateReport& report, bool colour) {
  const std::vector<FlippedImage>& flipped = report.compared.flipped;
  if (flipped.empty()) return "";
  Table table({"image", "label", "old answer", "new answer", ""});
  for (size_t i = 0; i < std::min(flipped.size(), kMostRows); ++i) {
    const FlippedImage& image = flipped[i];
    table.AddRow({{ImageName(report, image.index)},
                  {CategoryName(report, image.label)},
                  {AnswerText(report, image.before)},
                  {"-> " + AnswerText(report, image.after)},
                  {image.is_won() ? "won" : "lost", image.is_won() ? Style::kGood : Style::kBad}});
  }
  if (flipped.size() > kMostRows)
    table.AddNote(absl::StrCat("and ", Grouped(static_cast<int64_t>(flipped.size() - kMostRows)), " more"));
  return "\n" + table.Text(colour);
}

Json SummaryMetrics(const EvaluationSummary& summary) {
  Json metrics = Json::object();
  for (const Metric& metric : summary.metrics) metrics[metric.name] = MetricJson(metric);
  return metrics;
}

Json AnswerJson(const UpdateReport& report, const ImageAnswer& answer) {
  return {{"category", CategoryName(report, answer.category)}, {"confidence", answer.confidence}};
}

Json FeaturesJson(const UpdateReport& report) {
  if (!report.features.ok()) return {{"reason", std::string(report.features.status().message())}};
  const FeatureSimilarity& alike = *report.features;
  return {{"mean_cosine", alike.cosines.mean},
          {"mean_cosine_of_others", alike.cosines.of_others},
          {"layer", alike.layer},
          {"size", alike.size},
          {"images", alike.images}};
}

}  // namespace

std::string CategoryName(const UpdateReport& report, int label) {
  const bool has_name = label >= 0 && static_cast<size_t>(label) < report.categories.size();
  return has_name ? report.categories[static_cast<size_t>(label)] : absl::StrCat(label);
}

std::string ImageName(const UpdateReport& report, int64_t index) {
  const bool has_name = static_cast<size_t>(index) < report.image_names.size();
  return has_name ? report.image_names[static_cast<size_t>(index)] : absl::StrCat("image ", index);
}

std::string VerdictSentence(const UpdateReport& report) {
  const UpdateVerdict& verdict = report.compared.verdict;
  const std::string name = Printable(report.compared.after.weights), old_name = Printable(OldName(report));
  const std::string margin = PointsText(report.compared.rule.margin);
  const std::string bounds = absl::StrFormat("%+.1f to %+.1f", 100 * verdict.interval.low, 100 * verdict.interval.high);
  if (verdict.same_tensors) {
    const PairedCounts& counts = report.compared.counts;
    return absl::StrFormat(
        "SAME: %s and %s are the same tensors, prepared alike: %s of %s images are right in one alone", name, old_name,
        Grouped(counts.only_old + counts.only_new), Grouped(counts.total()));
  }
  if (verdict.kind == Kind::kSame) {
    return absl::StrFormat("SAME: %s and %s are equally good: the difference of %+.2f points (%s) is less than %s",
                           name, old_name, 100 * verdict.difference, bounds, margin);
  }
  const std::string difference = verdict.difference == 0
                                     ? "as often right as"
                                     : absl::StrFormat("%.2f points %s than", 100 * std::abs(verdict.difference),
                                                       verdict.difference > 0 ? "better" : "worse");
  std::string sentence = absl::StrFormat("%s: %s is %s %s (%s, p %.2g)", VerdictName(verdict.kind), name, difference,
                                         old_name, bounds, verdict.p_value);
  if (verdict.kind != Kind::kUndecided) return sentence;
  absl::StrAppend(&sentence, "; ",
                  verdict.more_images == 0 ? "these are enough images to"
                                           : absl::StrCat(Grouped(verdict.more_images), " more images would"),
                  " tell a difference of ", margin, verdict.more_images == 0 ? " four times in five" : "");
  if (verdict.images_for_same > 0) {
    absl::StrAppend(&sentence, "; so few can never show that there is none, which takes ",
                    Grouped(verdict.images_for_same));
  }
  return sentence;
}

std::vector<std::string> UpdateFindings(const UpdateReport& report) {
  return ShiftFindings(report.compared, report.features.ok() ? std::optional(report.features->cosines) : std::nullopt);
}

std::string UpdateText(const UpdateReport& report, bool colour) {
  // The verdict's own line, as a table of one cell: it has the colours.
  Table first({});
  first.AddRow({{VerdictSentence(report), StyleOf(report.compared.verdict.kind)}});
  std::string text = std::string(absl::StripLeadingAsciiWhitespace(first.Text(colour)));
  absl::StrAppend(&text, Printable(DataText(report.data)), ", ", Grouped(report.compared.counts.total()),
                  " images; a difference of less than ", PointsText(report.compared.rule.margin), " is none (",
                  report.margin_from, ")\n");
  for (const std::string& finding : UpdateFindings(report)) absl::StrAppend(&text, "finding: ", finding, "\n");
  absl::StrAppend(&text, "\n", Figures(report), CountsText(report.compared), FeaturesText(report), ClassesText(report),
                  FlippedText(report, colour));
  if (!report.pictures.empty()) absl::StrAppend(&text, "\ntheir pictures are in ", Printable(report.pictures), "\n");
  return text;
}

Json UpdateJson(const UpdateReport& report) {
  const EvaluationComparison& compared = report.compared;
  const UpdateVerdict& verdict = compared.verdict;
  Json classes = Json::array(), flipped = Json::array();
  for (const ClassChange& change : compared.classes) {
    classes.push_back({{"label", change.label},
                       {"category", CategoryName(report, change.label)},
                       {"images", change.images},
                       {"old_right", change.old_right},
                       {"new_right", change.new_right},
                       {"won", change.won},
                       {"lost", change.lost}});
  }
  for (const FlippedImage& image : compared.flipped) {
    flipped.push_back({{"index", image.index},
                       {"name", ImageName(report, image.index)},
                       {"label", CategoryName(report, image.label)},
                       {"old", AnswerJson(report, image.before)},
                       {"new", AnswerJson(report, image.after)},
                       {"won", image.is_won()}});
  }
  return {{"weights", compared.before.weights},
          {"weights_digest", report.old_digest},
          {"metrics", SummaryMetrics(compared.before)},
          {"mean_confidence", compared.before.mean_confidence},
          {"calibration_error", compared.before.calibration_error},
          {"verdict", VerdictName(verdict.kind)},
          {"sentence", VerdictSentence(report)},
          // In points, as the metrics are in percent.
          {"difference",
           {{"value", 100 * verdict.difference},
            {"low", 100 * verdict.interval.low},
            {"high", 100 * verdict.interval.high}}},
          {"p_value", verdict.p_value},
          {"margin", 100 * compared.rule.margin},
          {"more_images", verdict.more_images},
          {"images_for_same", verdict.images_for_same},
          {"same_tensors", verdict.same_tensors},
          {"counts",
           {{"both", compared.counts.both},
            {"only_old", compared.counts.only_old},
            {"only_new", compared.counts.only_new},
            {"neither", compared.counts.neither},
            {"wrong_otherwise", compared.wrong_otherwise}}},
          {"features", FeaturesJson(report)},
          {"classes", std::move(classes)},
          {"flipped", std::move(flipped)},
          {"findings", UpdateFindings(report)}};
}

}  // namespace assay
