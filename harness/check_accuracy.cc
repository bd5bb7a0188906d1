#include "harness/check_accuracy.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/accuracy/evaluate.h"
#include "harness/accuracy/evaluation_key.h"
#include "harness/accuracy/golden_accuracy.h"
#include "harness/accuracy/known_datasets.h"
#include "harness/answer_noise.h"
#include "harness/check_timer.h"
#include "models/exceptions.h"
#include "tools/base/status_macros.h"
#include "weights/reader/digest.h"
#include "weights/reader/weight_file.h"
#include "weights/torch/state_dict.h"

namespace assay {
namespace {

// The same data in the lock, else the lock's only one of that name; null where it has none.
const proto::AccuracyGolden* FindLocked(const proto::EntryGolden* golden, const proto::AccuracyGolden& now) {
  const proto::AccuracyGolden* found = nullptr;
  if (golden == nullptr) return found;
  for (const proto::AccuracyGolden& accuracy : golden->accuracy()) {
    if (accuracy.data_digest() == now.data_digest()) return &accuracy;
    // Another number of images is a sample, which another lock may have been made of.
    if (accuracy.dataset() == now.dataset() && accuracy.count() == now.count()) found = &accuracy;
  }
  return found;
}

// Why there is nothing to compare with, and what to do.
std::string NotLocked(const AccuracyQuestion& question, const proto::AccuracyGolden& now) {
  const std::string bless = BlessCommand(question.entry.FullName());
  for (const proto::AccuracyGolden& locked : question.golden->accuracy()) {
    if (locked.dataset() != now.dataset()) continue;
    return absl::StrCat("the golden accuracy on ", now.dataset(), " is of ", locked.count(), " images, these are ",
                        now.count(),
                        " others: not compared; bring the lock's images, or record these beside them: ", bless);
  }
  return absl::StrCat("no golden accuracy on ", now.dataset(), " yet: ", bless);
}

absl::StatusOr<proto::Evaluation> EvaluateOn(const AccuracyQuestion& question, const proto::DatasetSpec& spec,
                                             const std::string& path, const std::string& weights_digest) {
  ASSAY_ASSIGN_OR_RETURN(const auto categories, question.entry.meta.categories.names());
  ASSAY_RETURN_IF_ERROR(CheckCategories(spec, categories));
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<Dataset> data, OpenDataset(spec, path, {.categories = categories}));
  ASSAY_RETURN_IF_ERROR(CheckIsSplit(spec, spec.split(0), path, *data));
  ASSAY_ASSIGN_OR_RETURN(const proto::EvaluationKey key,
                         MakeEvaluationKey(question.entry, *data, {.weights_digest = weights_digest}));
  return Evaluate(question.model, ImageClassification(question.transforms), *data, key);
}

absl::Status CheckOne(const AccuracyQuestion& question, const DataInput& input, Check& accuracy, Check& metrics,
                      std::string& pending, proto::EntryGolden& now) {
  ASSAY_ASSIGN_OR_RETURN(const proto::DatasetSpec spec, FindDataset(input.dataset));
  ASSAY_ASSIGN_OR_RETURN(const proto::Evaluation evaluation,
                         EvaluateOn(question, spec, input.path, now.file().tensors_digest()));
  ASSAY_ASSIGN_OR_RETURN(*now.add_accuracy(), SummariseAccuracy(spec.name(), evaluation));
  const proto::AccuracyGolden& measured = *now.accuracy().rbegin();
  absl::StrAppend(&accuracy.summary, accuracy.summary.empty() ? "" : ", ",
                  absl::StrFormat("%s %.2f %%", spec.name(), measured.metric(0).value()));
  for (std::string& finding : CheckDeclaredMetrics(question.entry, spec, measured))
    metrics.findings.push_back(std::move(finding));
  if (question.golden == nullptr) return absl::OkStatus();
  if (const proto::AccuracyGolden* locked = FindLocked(question.golden, measured)) {
    const std::vector<bool> turnable = TurnableImages(evaluation, AnswerTolerance(*question.golden));
    for (std::string& finding : CompareAccuracy(*locked, measured, turnable))
      accuracy.findings.push_back(std::move(finding));
  } else if (spec.has_packaged()) {
    accuracy.findings.push_back(NotLocked(question, measured));
  } else {
    absl::StrAppend(&accuracy.summary, " (not locked)");
    absl::StrAppend(&pending, pending.empty() ? "" : "; ", NotLocked(question, measured));
  }
  return absl::OkStatus();
}

// A model of the entry with its weights, and the digest of them.
absl::StatusOr<std::pair<Model, std::string>> Load(const Builder& builder, const WeightEntry& entry,
                                                   const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const WeightFile file, WeightFile::Open(path));
  ASSAY_ASSIGN_OR_RETURN(const StateDict state, LoadStateDict(file));
  ASSAY_ASSIGN_OR_RETURN(const ConstructOptions options, ResolveOptions(builder.name, entry, std::nullopt));
  ASSAY_ASSIGN_OR_RETURN(Model model, ExceptionsToStatus([&] { return Construct(builder, options); }));
  ASSAY_RETURN_IF_ERROR(model.load_state_dict(state));
  model.eval();
  return std::make_pair(std::move(model), StateDictDigest(file.tensors()));
}

}  // namespace

AccuracyChecks CheckAccuracy(const AccuracyQuestion& question, proto::EntryGolden& now) {
  Check accuracy{.name = "accuracy"}, metrics{.name = "metrics", .summary = "metrics"};
  std::string pending;
  const Stopwatch stopwatch;
  for (const DataInput& input : question.data) {
    const absl::Status status = CheckOne(question, input, accuracy, metrics, pending, now);
    if (!status.ok()) metrics.findings.push_back(absl::StrCat(input.dataset, ": ", status.message()));
  }
  accuracy.summary = absl::StrCat("accuracy", accuracy.summary.empty() ? "" : " on ", accuracy.summary);
  accuracy.seconds = stopwatch.Seconds();
  accuracy.against_lock = !accuracy.findings.empty();
  return {.checks = {std::move(accuracy), std::move(metrics)}, .pending_reason = std::move(pending)};
}

CombinationResult ValidateAccuracy(const Builder& builder, const WeightEntry& entry, const EntryInputs& inputs,
                                   const proto::EntryGolden* golden) {
  const Stopwatch stopwatch;
  CombinationResult result{.builder = builder.name, .weights = entry.FullName()};
  const auto data = DataAtHand(entry);
  const absl::Status at_hand = data.ok() ? inputs.file.status() : data.status();
  if (absl::IsNotFound(at_hand)) {
    result.pending_reason = std::string(at_hand.message());
    return result;
  }
  const auto* const transforms = std::get_if<ImageClassificationOptions>(
      std::holds_alternative<std::monostate>(entry.transforms) ? &builder.transforms : &entry.transforms);
  const auto load = [&]() -> absl::StatusOr<std::pair<Model, std::string>> {
    ASSAY_RETURN_IF_ERROR(at_hand);
    if (transforms == nullptr) return absl::InvalidArgumentError(absl::StrCat(entry.FullName(), " prepares no images"));
    return Load(builder, entry, inputs.file->path);
  };
  const auto loaded = load();
  if (!loaded.ok()) {
    result.checks.push_back({.name = "load", .summary = "load", .findings = {std::string(loaded.status().message())}});
    return result;
  }
  proto::EntryGolden now;
  now.mutable_file()->set_tensors_digest(loaded->second);
  AccuracyChecks accuracy = CheckAccuracy(
      {.model = loaded->first, .entry = entry, .transforms = *transforms, .data = *data, .golden = golden}, now);
  result.checks = std::move(accuracy.checks);
  result.pending_reason = std::move(accuracy.pending_reason);
  if (golden == nullptr) {
    result.checks.front().findings.push_back(absl::StrCat("no golden yet: ", BlessCommand(entry.FullName())));
    result.checks.front().against_lock = true;
  }
  result.seconds = stopwatch.Seconds();
  return result;
}

}  // namespace assay
