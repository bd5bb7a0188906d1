#include "harness/accuracy/evaluate.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "harness/accuracy/evaluation_rules.h"
#include "harness/accuracy/journal.h"
#include "harness/accuracy/load_batch.h"
#include "harness/accuracy/metrics.h"
#include "harness/run_on_all_cores.h"
#include "models/exceptions.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// A NaN has no place in any order, and infinities no distance: what they would be counted as is no accuracy.
absl::Status CheckFinite(absl::Span<const float> logits, const Dataset& data, int64_t index) {
  for (size_t i = 0; i < logits.size(); ++i) {
    if (std::isfinite(logits[i])) continue;
    return absl::DataLossError(absl::StrCat(
        data.example(index).name, ": the model answers it with ", std::isnan(logits[i]) ? "NaN" : "infinity",
        " for category ", i, ", expected finite numbers: the weights may be damaged, or of another preprocessing"));
  }
  return absl::OkStatus();
}

// The `top` best categories, of equal ones the first, the softmax of the best, and its lead. All logits are finite.
void AddAnswer(absl::Span<const float> logits, int top, proto::BatchAnswers& answers) {
  std::vector<int> order(logits.size());
  std::iota(order.begin(), order.end(), 0);
  const auto better = [&](int a, int b) { return logits[a] != logits[b] ? logits[a] > logits[b] : a < b; };
  const size_t sorted = std::min<size_t>(std::max(top, 2), order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(sorted), order.end(), better);
  for (int i = 0; i < top; ++i) answers.add_answer(order[i]);
  double sum = 0, squares = 0;
  for (const float logit : logits) {
    sum += std::exp(static_cast<double>(logit) - logits[order[0]]);
    squares += static_cast<double>(logit) * logit;
  }
  answers.add_confidence(static_cast<float>(1 / sum));
  const double scale = std::sqrt(squares / static_cast<double>(logits.size()));
  answers.add_margin(sorted < 2 || scale == 0 ? 0 : static_cast<float>((logits[order[0]] - logits[order[1]]) / scale));
}

absl::StatusOr<proto::BatchAnswers> AnswerBatch(const Model& model, const ImageClassification& preprocess,
                                                const Dataset& data, const proto::EvaluationKey& key, int64_t number) {
  const int64_t begin = number * key.batch_size();
  const int64_t end = std::min<int64_t>(key.count(), begin + key.batch_size());
  std::vector<int64_t> images(end - begin);
  std::iota(images.begin(), images.end(), begin);
  ASSAY_ASSIGN_OR_RETURN(const at::Tensor batch, LoadBatch(preprocess, data, images));
  const auto logits = ExceptionsToStatus([&] {
    c10::InferenceMode inference;
    return model.forward(batch).to(at::kFloat).contiguous();
  });
  if (!logits.ok()) return logits.status();
  if (logits->dim() != 2 || logits->size(0) != end - begin || logits->size(1) < key.top()) {
    return absl::InvalidArgumentError(absl::StrCat("the model answers ", end - begin, " images with a tensor of ",
                                                   logits->dim(), " dimensions, expected [", end - begin, ", at least ",
                                                   key.top(), " categories]"));
  }
  proto::BatchAnswers answers;
  answers.set_batch(number);
  const int64_t categories = logits->size(1);
  for (int64_t i = begin; i < end; ++i) {
    answers.add_label(static_cast<int>(data.example(i).label));
    const auto row = absl::MakeConstSpan(logits->const_data_ptr<float>() + (i - begin) * categories,
                                         static_cast<size_t>(categories));
    ASSAY_RETURN_IF_ERROR(CheckFinite(row, data, i));
    AddAnswer(row, key.top(), answers);
  }
  return answers;
}

absl::Status CheckArguments(const Dataset& data, const proto::EvaluationKey& key, const EvaluateOptions& options) {
  if (key.batch_size() < 1 || key.top() < 1 || key.count() != data.size())
    return absl::InvalidArgumentError(absl::StrCat("an evaluation of ", key.count(), " images in batches of ",
                                                   key.batch_size(), ", keeping ", key.top(),
                                                   " categories, of data of ", data.size(), " images"));
  if (data.size() < 1) return absl::InvalidArgumentError("the data hold no images: there is nothing to evaluate");
  ASSAY_RETURN_IF_ERROR(MetricsOf(key.task()).status());
  return CheckShard(key, options.shard, options.shards);
}

// What all workers share.
class Run {
 public:
  // `journal` may be null.
  Run(const proto::EvaluationKey& key, const EvaluateOptions& options, EvaluationJournal* journal, int64_t images)
      : options_(options), journal_(journal) {
    *evaluation_.mutable_key() = key;
    progress_.of = images;
  }

  // A batch of an earlier process.
  void Resume(const proto::BatchAnswers& batch) { Keep(batch); }

  // What became of the batch of that number.
  void Finish(int64_t number, const absl::StatusOr<proto::BatchAnswers>& batch) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!batch.ok()) return Fail(number, batch.status());
    if (!status_.ok()) return;
    if (journal_ != nullptr) {
      if (const absl::Status kept = journal_->Append(*batch); !kept.ok()) return Fail(number, kept);
    }
    Keep(*batch);
    if (options_.progress) options_.progress(progress_);
  }

  // Whether an earlier batch has failed. Those before a failed one are computed all the same, so that the error is that
  // of the first bad image, whichever thread was faster.
  bool IsMoot(int64_t number) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return !status_.ok() && failed_ < number;
  }
  const absl::Status& status() const { return status_; }
  const proto::Evaluation& evaluation() const { return evaluation_; }

 private:
  void Fail(int64_t number, const absl::Status& status) {
    if (!status_.ok() && failed_ < number) return;
    status_ = status;
    failed_ = number;
  }

  void Keep(const proto::BatchAnswers& batch) {
    const int top = evaluation_.key().top();
    for (int i = 0; i < batch.label_size(); ++i) progress_.correct += batch.answer(i * top) == batch.label(i) ? 1 : 0;
    progress_.images += batch.label_size();
    *evaluation_.add_batches() = batch;
  }

  const EvaluateOptions& options_;
  EvaluationJournal* const journal_;
  std::mutex mutex_;
  absl::Status status_;
  int64_t failed_ = 0;  // the batch that `status_` is of, where it is an error
  EvaluateProgress progress_;
  proto::Evaluation evaluation_;
};

}  // namespace

absl::Status CheckShard(const proto::EvaluationKey& key, int shard, int shards) {
  if (shards < 1 || shard < 0 || shard >= shards)
    return absl::InvalidArgumentError(absl::StrCat("there is no shard ", shard + 1, " of ", shards));
  const int64_t batches = BatchCount(key);
  if (shard < batches) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("shard ", shard + 1, " of ", shards, " has no images: ", key.count(),
                                                 " images in batches of ", key.batch_size(), " are ", batches,
                                                 " batches: ask for at most ", batches, " shards"));
}

absl::StatusOr<proto::Evaluation> Evaluate(const Model& model, const ImageClassification& preprocess,
                                           const Dataset& data, const proto::EvaluationKey& key,
                                           const EvaluateOptions& options) {
  ASSAY_RETURN_IF_ERROR(CheckArguments(data, key, options));
  std::set<int64_t> left;
  int64_t images = 0;
  for (int64_t batch = options.shard; batch * key.batch_size() < key.count(); batch += options.shards) {
    left.insert(batch);
    images += std::min<int64_t>(key.batch_size(), key.count() - batch * key.batch_size());
  }
  std::optional<EvaluationJournal> journal;
  if (!options.journal.empty()) {
    ASSAY_ASSIGN_OR_RETURN(EvaluationJournal opened, EvaluationJournal::Open(options.journal, key));
    journal.emplace(std::move(opened));
  }
  Run run(key, options, journal.has_value() ? &*journal : nullptr, images);
  if (journal.has_value()) {
    for (const proto::BatchAnswers& batch : journal->done()) {
      if (left.erase(batch.batch()) != 0) run.Resume(batch);  // else another shard's
    }
  }
  const std::vector<int64_t> pending(left.begin(), left.end());
  RunOnAllCores(pending.size(), [&](size_t i) {
    if (!run.IsMoot(pending[i])) run.Finish(pending[i], AnswerBatch(model, preprocess, data, key, pending[i]));
  });
  ASSAY_RETURN_IF_ERROR(run.status());
  return MergeEvaluations({&run.evaluation(), 1});
}

}  // namespace assay
