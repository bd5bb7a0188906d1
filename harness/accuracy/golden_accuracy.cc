#include "harness/accuracy/golden_accuracy.h"

#include <algorithm>
#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "harness/accuracy/image_bits.h"
#include "harness/accuracy/known_datasets.h"
#include "harness/accuracy/metrics.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr size_t kMostNamed = 10;

const proto::MeasuredMetric* FindMetric(const proto::AccuracyGolden& accuracy, const std::string& name) {
  for (const proto::MeasuredMetric& metric : accuracy.metric()) {
    if (metric.name() == name) return &metric;
  }
  return nullptr;
}

// "81 (right before), 97 (wrong before)": images by their place in the data set.
std::string ImagesText(const std::vector<size_t>& images, const std::vector<bool>& was) {
  std::vector<std::string> words;
  for (size_t i = 0; i < std::min(images.size(), kMostNamed); ++i)
    words.push_back(absl::StrCat(images[i], was[images[i]] ? " (right before)" : " (wrong before)"));
  if (images.size() > kMostNamed) words.push_back(absl::StrCat("and ", images.size() - kMostNamed, " more"));
  return absl::StrJoin(words, ", ");
}

}  // namespace

absl::StatusOr<proto::AccuracyGolden> SummariseAccuracy(absl::string_view dataset,
                                                        const proto::Evaluation& evaluation) {
  ASSAY_RETURN_IF_ERROR(CheckComplete(evaluation));
  proto::AccuracyGolden golden;
  golden.set_dataset(std::string(dataset));
  golden.set_data_digest(evaluation.key().data_digest());
  golden.set_count(evaluation.key().count());
  for (const Metric& metric : ComputeMetrics(evaluation)) {
    proto::MeasuredMetric& kept = *golden.add_metric();
    kept.set_name(metric.name);
    kept.set_value(metric.value);
    kept.set_low(metric.interval.low);
    kept.set_high(metric.interval.high);
  }
  golden.set_correct(PackBits(CorrectImages(evaluation)));
  golden.set_calibration_error(CalibrationError(evaluation));
  golden.set_mean_confidence(MeanConfidence(evaluation));
  return golden;
}

std::vector<bool> TurnableImages(const proto::Evaluation& evaluation, double tolerance) {
  std::vector<bool> turnable;
  for (const proto::BatchAnswers& batch : evaluation.batches()) {
    for (int i = 0; i < batch.label_size(); ++i)
      turnable.push_back(i < batch.margin_size() && batch.margin(i) <= 2 * tolerance);
  }
  return turnable;
}

std::vector<std::string> CompareAccuracy(const proto::AccuracyGolden& was, const proto::AccuracyGolden& is,
                                         const std::vector<bool>& turnable) {
  if (was.data_digest() != is.data_digest() || was.count() != is.count()) {
    return {absl::StrCat(is.dataset(), " is other data than the lock's: ", is.count(), " images with the digest ",
                         is.data_digest(), ", was ", was.count(), " with ", was.data_digest())};
  }
  const auto before = UnpackBits(was.correct(), was.count()), now = UnpackBits(is.correct(), is.count());
  if (!before.ok() || !now.ok()) {
    const absl::Status& damaged = before.ok() ? now.status() : before.status();
    return {absl::StrCat("the lock's answers on ", was.dataset(), ": ", damaged.message())};
  }
  std::vector<size_t> changed;
  for (size_t i = 0; i < now->size(); ++i) {
    if ((*before)[i] != (*now)[i] && !(i < turnable.size() && turnable[i])) changed.push_back(i);
  }
  if (changed.empty()) return {};
  return {absl::StrCat(
      changed.size(), " of ", is.count(), " images of ", is.dataset(),
      " are answered otherwise than the lock says, more than rounding can turn over: ", ImagesText(changed, *before))};
}

std::vector<std::string> CheckDeclaredMetrics(const WeightEntry& entry, const proto::DatasetSpec& spec,
                                              const proto::AccuracyGolden& now) {
  std::vector<std::string> findings;
  const bool whole = spec.split_size() > 0 && IsSplit(spec.split(0), now.count(), now.data_digest());
  if (!whole && spec.split_size() > 0 && !spec.split(0).digest().empty()) return findings;
  for (const MetricMeta& declared : entry.meta.metrics) {
    const proto::MeasuredMetric* measured = declared.dataset == spec.name() ? FindMetric(now, declared.name) : nullptr;
    if (measured == nullptr) continue;
    const bool agrees = whole ? std::abs(measured->value() - declared.value) <= kDeclaredTolerance
                              : measured->low() <= declared.value && declared.value <= measured->high();
    if (agrees) continue;
    findings.push_back(
        absl::StrFormat("%s of %s on %s is %.3f, declared %.3f; %s. Wrong preprocessing is the usual cause: assay "
                        "evaluate %s --explain",
                        declared.name, entry.FullName(), spec.name(), measured->value(), declared.value,
                        whole ? absl::StrFormat("they must agree within %g points", kDeclaredTolerance)
                              : absl::StrFormat("a sample of %d images would give %.2f to %.2f", now.count(),
                                                measured->low(), measured->high()),
                        entry.FullName()));
  }
  return findings;
}

absl::StatusOr<PairedCounts> PairAccuracies(const proto::AccuracyGolden& before, const proto::AccuracyGolden& after) {
  if (before.data_digest() != after.data_digest() || before.count() != after.count()) {
    return absl::FailedPreconditionError(
        absl::StrCat("two accuracies of other data cannot be paired: ", before.dataset(), " with the digest ",
                     before.data_digest(), " and ", after.dataset(), " with ", after.data_digest()));
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<bool> old_right, UnpackBits(before.correct(), before.count()));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<bool> new_right, UnpackBits(after.correct(), after.count()));
  return CountPairs(old_right, new_right);
}

std::vector<std::string> DatasetsOf(const WeightEntry& entry) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    const auto spec = FindDataset(name);
    if (spec.ok() && std::find(names.begin(), names.end(), spec->name()) == names.end()) names.push_back(spec->name());
  };
  if (entry.meta.task != "classification") return names;
  for (const MetricMeta& metric : entry.meta.metrics) add(metric.dataset);
  add(entry.taxonomy);
  return names;
}

absl::StatusOr<std::vector<DataInput>> DataAtHand(const WeightEntry& entry) {
  std::vector<DataInput> data;
  absl::Status why_not = absl::NotFoundError(
      absl::StrCat(entry.FullName(), " names no data set of harness/accuracy/datasets.textproto in its metrics"));
  for (const std::string& name : DatasetsOf(entry)) {
    ASSAY_ASSIGN_OR_RETURN(const proto::DatasetSpec spec, FindDataset(name));
    auto path = LocateDataset(spec);
    if (!path.ok() && !absl::IsNotFound(path.status())) return path.status();
    if (path.ok()) {
      data.push_back({.dataset = name, .path = *std::move(path)});
    } else {
      why_not = path.status();
    }
  }
  if (data.empty()) return why_not;
  return data;
}

}  // namespace assay
