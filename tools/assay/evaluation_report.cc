#include "tools/assay/evaluation_report.h"

#include <cmath>
#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/accuracy/golden_accuracy.h"
#include "tools/assay/evaluation_data.h"
#include "tools/assay/evaluation_progress.h"
#include "tools/assay/table.h"

namespace assay {
namespace {

int64_t Images(const proto::Evaluation& evaluation) {
  int64_t images = 0;
  for (const proto::BatchAnswers& batch : evaluation.batches()) images += batch.label_size();
  return images;
}

// Whether these are the very images that metrics were declared on.
bool IsComparable(const EvaluationReport& report) {
  return report.is_whole_split && CheckComplete(report.evaluation).ok();
}

std::optional<double> Declared(const EvaluationReport& report, const std::string& metric) {
  for (const MetricMeta& declared : report.declared) {
    if (declared.name == metric) return declared.value;
  }
  return std::nullopt;
}

bool Contradicts(const Metric& metric, double declared) {
  // What is written with two decimals is not exactly what it says.
  return std::abs(metric.value - declared) > kDeclaredTolerance + 1e-9;
}

// "72", "71.878": as the catalogue has it.
std::string Number(double value) { return absl::StrFormat("%.6g", value); }

// ", as declared", or what was.
std::string AgainstDeclared(const EvaluationReport& report, const Metric& metric) {
  const std::optional<double> declared = Declared(report, metric.name);
  if (!declared.has_value()) return "";
  if (IsComparable(report))
    return Contradicts(metric, *declared) ? absl::StrCat(", but declared are ", Number(*declared), " %")
                                          : ", as declared";
  const bool is_inside = *declared >= metric.interval.low && *declared <= metric.interval.high;
  return absl::StrCat("; declared for all are ", Number(*declared), " %", is_inside ? "" : ", outside");
}

std::string ShardText(const EvaluationReport& report) {
  const size_t slash = report.shard.find('/');
  if (slash == std::string::npos) return "";
  return absl::StrCat(", shard ", report.shard.substr(0, slash), " of ", report.shard.substr(slash + 1));
}

std::string FirstLine(const EvaluationReport& report, const Metric& best) {
  return absl::StrFormat("%s on %s%s: %.2f %% right (%.1f to %.1f)%s\n", Printable(report.evaluation.key().weights()),
                         Printable(DataText(report.evaluation.data())), ShardText(report), best.value,
                         best.interval.low, best.interval.high, AgainstDeclared(report, best));
}

}  // namespace

std::vector<std::string> Contradictions(const EvaluationReport& report) {
  std::vector<std::string> contradictions;
  if (!IsComparable(report)) return contradictions;
  for (const Metric& metric : ComputeMetrics(report.evaluation)) {
    const std::optional<double> declared = Declared(report, metric.name);
    if (!declared.has_value() || !Contradicts(metric, *declared)) continue;
    contradictions.push_back(absl::StrFormat(
        "%s is %.3f, declared is %s for these very images: more than %.2f points apart. `assay evaluate %s --explain` "
        "says whether another preprocessing gives that",
        metric.name, metric.value, Number(*declared), kDeclaredTolerance, report.evaluation.key().weights()));
  }
  return contradictions;
}

std::string EvaluationText(const EvaluationReport& report, bool colour) {
  const std::vector<Metric> metrics = ComputeMetrics(report.evaluation);
  Table table({"metric", "value", "95 % interval", "declared"});
  for (const Metric& metric : metrics) {
    const std::optional<double> declared = Declared(report, metric.name);
    const bool is_wrong = declared.has_value() && IsComparable(report) && Contradicts(metric, *declared);
    table.AddRow({{metric.name},
                  {absl::StrFormat("%.2f %%", metric.value), is_wrong ? Style::kBad : Style::kPlain},
                  {absl::StrFormat("%.1f to %.1f", metric.interval.low, metric.interval.high)},
                  {declared.has_value() ? Number(*declared) : "-"}});
  }
  table.AddRow({{"mean confidence"}, {absl::StrFormat("%.2f %%", 100 * MeanConfidence(report.evaluation))}});
  table.AddRow({{"calibration error"}, {absl::StrFormat("%.2f %%", 100 * CalibrationError(report.evaluation))}});
  const int64_t images = Images(report.evaluation), of = report.evaluation.key().count();
  std::string last = images == of ? absl::StrCat(Grouped(images), " images")
                                  : absl::StrCat(Grouped(images), " of ", Grouped(of), " images");
  if (report.images_per_second > 0)
    absl::StrAppendFormat(&last, ", %.*f images/s", report.images_per_second < 10 ? 1 : 0, report.images_per_second);
  if (const std::string& device = report.evaluation.key().device(); !device.empty())
    absl::StrAppend(&last, " on ", Printable(device));
  if (!report.out.empty()) absl::StrAppend(&last, "; the answers are in ", Printable(report.out));
  return absl::StrCat(FirstLine(report, metrics.front()), table.Text(colour), last, "\n");
}

Json MetricJson(const Metric& metric) {
  return {{"value", metric.value}, {"low", metric.interval.low}, {"high", metric.interval.high}};
}

Json EvaluationJson(const EvaluationReport& report) {
  const proto::Evaluation& evaluation = report.evaluation;
  Json metrics = Json::object();
  for (const Metric& metric : ComputeMetrics(evaluation)) {
    metrics[metric.name] = MetricJson(metric);
    const std::optional<double> declared = Declared(report, metric.name);
    if (declared.has_value()) metrics[metric.name]["declared"] = *declared;
  }
  const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  Json data = {{"path", or_null(report.path)},
               {"digest", evaluation.key().data_digest()},
               {"count", evaluation.key().count()},
               {"name", evaluation.data().name()},
               {"split", or_null(evaluation.data().split())},
               {"is_whole_split", report.is_whole_split}};
  Json findings = Json::array();
  for (const std::string& finding : Contradictions(report)) findings.push_back(finding);
  return {{"weights", evaluation.key().weights()},
          {"weights_digest", evaluation.key().weights_digest()},
          {"data", std::move(data)},
          {"metrics", std::move(metrics)},
          {"forward", evaluation.key().forward().empty() ? "plain" : evaluation.key().forward()},
          {"device", evaluation.key().device().empty() ? "cpu" : evaluation.key().device()},
          {"images_per_second", report.images_per_second > 0 ? Json(report.images_per_second) : Json()},
          {"images", Images(evaluation)},
          {"shard", or_null(report.shard)},
          {"mean_confidence", MeanConfidence(evaluation)},
          {"calibration_error", CalibrationError(evaluation)},
          {"findings", std::move(findings)}};
}

}  // namespace assay
