#include "harness/accuracy/explain.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr double kRounding = 0.05;  // points

absl::StatusOr<TriedWay> Try(const Model& model, const PreprocessingWay& way, const Dataset& data,
                             const TryWaysOptions& options, size_t number) {
  std::optional<ChangedDataset> changed;
  if (way.change) changed.emplace(data, way.change);
  proto::EvaluationKey key;  // of an evaluation that nobody keeps
  key.set_count(data.size());
  key.set_batch_size(options.batch_size);
  key.set_top(1);
  EvaluateOptions evaluate;
  if (options.progress) evaluate.progress = [&](const EvaluateProgress& done) { options.progress(number, done); };
  const Dataset& images = changed.has_value() ? static_cast<const Dataset&>(*changed) : data;
  ASSAY_ASSIGN_OR_RETURN(const proto::Evaluation evaluation,
                         Evaluate(model, ImageClassification(way.options), images, key, evaluate));
  TriedWay tried = {.way = way, .accuracy = ComputeMetrics(evaluation).front()};
  for (const proto::BatchAnswers& batch : evaluation.batches())
    tried.answers.insert(tried.answers.end(), batch.answer().begin(), batch.answer().end());
  return tried;
}

}  // namespace

absl::StatusOr<std::vector<TriedWay>> TryWays(const Model& model, absl::Span<const PreprocessingWay> ways,
                                              const Dataset& data, const TryWaysOptions& options) {
  std::vector<TriedWay> tried;
  for (size_t i = 0; i < ways.size(); ++i) {
    absl::StatusOr<TriedWay> one = Try(model, ways[i], data, options, i);
    if (!one.ok()) {
      return absl::Status(one.status().code(), absl::StrCat(one.status().message(), " (prepared ", ways[i].name, ")"));
    }
    tried.push_back(*std::move(one));
  }
  return tried;
}

std::vector<ComparedWay> CompareWays(absl::Span<const TriedWay> tried, double expected, bool whole) {
  std::vector<ComparedWay> compared;
  for (const TriedWay& one : tried) {
    const double distance = std::abs(one.accuracy.value - expected);
    const Interval& interval = one.accuracy.interval;
    const bool is_inside = expected >= interval.low && expected <= interval.high;
    compared.push_back({.tried = one, .distance = distance, .matches = whole ? distance <= kRounding : is_inside});
  }
  std::stable_sort(compared.begin(), compared.end(),
                   [](const ComparedWay& a, const ComparedWay& b) { return a.distance < b.distance; });
  return compared;
}

}  // namespace assay
