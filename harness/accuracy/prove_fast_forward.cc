#include "harness/accuracy/prove_fast_forward.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "harness/accuracy/load_batch.h"
#include "harness/answer_noise.h"
#include "harness/compare.h"
#include "harness/moved_state.h"
#include "harness/run_on_all_cores.h"
#include "models/exceptions.h"
#include "models/fast_forward.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// So many rows at once: the widest activations of MobileNetV2 are 38 MB then, and a matrix of weights is read once for
// them. Measured: 4 and 16 are 5 % slower, 32 a tenth, 1 by a half.
constexpr int64_t kRowsAtOnce = 8;

// The second batch is of another size, as an evaluation's last one is; neither is a multiple of kRowsAtOnce.
constexpr int64_t kProofBatches[] = {11, 5};

absl::Span<const float> Row(const at::Tensor& logits, int64_t row) {
  return absl::MakeConstSpan(logits.const_data_ptr<float>() + row * logits.size(1),
                             static_cast<size_t>(logits.size(1)));
}

// The logits of all batches, one after the other.
struct Answers {
  std::vector<at::Tensor> logits;

  proto::EntryGolden Golden() const {
    proto::EntryGolden golden;
    for (const at::Tensor& batch : logits) {
      for (int64_t row = 0; row < batch.size(0); ++row) {
        proto::PhotographGolden& photograph = *golden.add_photograph();
        photograph.set_name(absl::StrCat(golden.photograph_size()));
        const auto values = Row(batch, row);
        photograph.mutable_logit()->Add(values.begin(), values.end());
      }
    }
    return golden;
  }
};

at::Tensor AsLogits(const at::Tensor& answer, const at::Tensor& images, int top) {
  TORCH_CHECK(answer.dim() == 2 && answer.size(0) == images.size(0) && answer.size(1) >= top, "answers ",
              images.size(0), " images with a tensor of shape ", answer.sizes(), ", expected at least ", top,
              " categories of each");
  return answer.to(at::kFloat).contiguous();
}

// Each batch on one thread, as an evaluation computes it.
absl::StatusOr<Answers> Ask(const Model::ForwardFunction& forward, const std::vector<at::Tensor>& batches, int top) {
  std::vector<absl::StatusOr<at::Tensor>> answers(batches.size(), absl::UnknownError("not asked"));
  RunOnAllCores(batches.size(), [&](size_t i) {
    answers[i] = ExceptionsToStatus([&] {
      const c10::InferenceMode inference;
      return AsLogits(forward(batches[i]), batches[i], top);
    });
  });
  Answers all;
  for (const auto& answer : answers) {
    if (!answer.ok()) return answer.status();
    all.logits.push_back(*answer);
  }
  return all;
}

// The `top` best values and the next one, falling; of equal ones the first category comes first.
std::vector<int> Best(absl::Span<const float> logits, int top) {
  std::vector<int> order(logits.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  const size_t kept = std::min<size_t>(order.size(), top + 1);
  std::partial_sort(order.begin(), order.begin() + kept, order.end(),
                    [&](int a, int b) { return logits[a] != logits[b] ? logits[a] > logits[b] : a < b; });
  order.resize(kept);
  return order;
}

// Whether logits that are off by `tolerance`, each, could come in another order among the `top` best.
bool OrderIsSure(absl::Span<const float> logits, int top, double tolerance) {
  const double reach = 2 * tolerance * RootMeanSquare(logits);
  // A NaN cannot be sorted. The plain forward's answer then says what is wrong.
  if (!std::isfinite(reach)) return false;
  const std::vector<int> best = Best(logits, top);
  for (size_t i = 1; i < best.size(); ++i) {
    if (!(static_cast<double>(logits[best[i - 1]]) - logits[best[i]] > reach)) return false;
  }
  return true;
}

bool AreFinite(const Answers& answers) {
  return std::all_of(answers.logits.begin(), answers.logits.end(), [](const at::Tensor& batch) {
    const auto values = absl::MakeConstSpan(batch.const_data_ptr<float>(), static_cast<size_t>(batch.numel()));
    return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
  });
}

// Empty where the best categories of all images are the same.
std::string OtherAnswer(const Answers& plain, const Answers& fast, int top) {
  int64_t image = 0;
  for (size_t batch = 0; batch < plain.logits.size(); ++batch) {
    for (int64_t row = 0; row < plain.logits[batch].size(0); ++row, ++image) {
      std::vector<int> was = Best(Row(plain.logits[batch], row), top), is = Best(Row(fast.logits[batch], row), top);
      was.resize(std::min<size_t>(was.size(), top));
      is.resize(std::min<size_t>(is.size(), top));
      if (was != is) return absl::StrCat("its best categories of proof image ", image, " are others");
    }
  }
  return "";
}

ProvenModel Plain(const Model& model, absl::string_view why) {
  return {
      .model = model, .note = absl::StrCat("plain: ", why), .plain_batches = std::make_shared<std::atomic<int64_t>>(0)};
}

Model Guarded(const Model& model, const ForwardCandidate& candidate, int top, double tolerance,
              std::shared_ptr<std::atomic<int64_t>> plain_batches) {
  return model.WithForward(
      [=](const std::vector<at::Tensor>& inputs) -> std::vector<at::Tensor> {
        const at::Tensor& images = inputs.at(0);
        if (candidate.takes(images)) {
          const at::Tensor logits = AsLogits(candidate.forward(images), images, top);
          bool sure = true;
          for (int64_t row = 0; sure && row < logits.size(0); ++row)
            sure = OrderIsSure(Row(logits, row), top, tolerance);
          if (sure) return {logits};
        }
        ++*plain_batches;
        return {model.forward(images)};
      },
      model.signature());
}

}  // namespace

ProvenModel ProveCandidate(const Model& model, const ForwardCandidate& candidate,
                           const std::vector<at::Tensor>& batches, int top) {
  const int64_t longest = LongestProduct(model);
  std::vector<at::Tensor> moved_state;
  for (auto& [name, tensor] : MovedState(model, longest)) moved_state.push_back(tensor);
  const auto plain = Ask([&](const at::Tensor& images) { return model.forward(images); }, batches, top);
  const auto moved = Ask([&](const at::Tensor& images) { return candidate.under(images, moved_state); }, batches, top);
  const auto fast = Ask(candidate.forward, batches, top), again = Ask(candidate.forward, batches, top);
  for (const auto* answers : {&plain, &moved, &fast, &again}) {
    if (!answers->ok()) return Plain(model, answers->status().message());
  }
  if (!AreFinite(*plain) || !AreFinite(*fast)) return Plain(model, "answers of the proof hold NaN or infinity");
  proto::EntryGolden golden = plain->Golden();
  golden.set_answer_noise(AnswerNoise(golden, moved->Golden(), longest));
  ProvenModel proven = Plain(model, "");
  proven.tolerance = AnswerTolerance(golden);
  proven.difference = AnswerMovement(golden, fast->Golden());
  const std::string measured =
      absl::StrFormat("logits of %d images within %.1e of the plain forward's, where rounding allows %.1e",
                      golden.photograph_size(), proven.difference, proven.tolerance);
  if (!(proven.difference <= proven.tolerance)) {
    absl::StrAppend(&proven.note, "the fast forward's ", measured);
    return proven;
  }
  if (const std::string other = OtherAnswer(*plain, *fast, top); !other.empty()) {
    absl::StrAppend(&proven.note, "the fast forward is not used: ", other);
    return proven;
  }
  for (size_t i = 0; i < batches.size(); ++i) {
    if (at::equal(fast->logits[i], again->logits[i])) continue;
    absl::StrAppend(&proven.note, "the fast forward gives other bits when it is asked again");
    return proven;
  }
  const auto plain_batches = std::make_shared<std::atomic<int64_t>>(0);
  proven.model = Guarded(model, candidate, top, proven.tolerance, plain_batches);
  proven.plain_batches = plain_batches;
  proven.fast = true;
  proven.forward = "fast";
  proven.note = absl::StrCat("fast: ", measured);
  return proven;
}

absl::StatusOr<ProvenModel> ProveFastForward(const Model& model, const ImageClassification& preprocess,
                                             const Dataset& data, const proto::EvaluationKey& key) {
  // Hundreds of small tensors are folded and moved: threads would only wait for each other.
  const SingleThreadScope single;
  // Images from all over the data set, since folders hold a category each.
  int64_t wanted = 0;
  for (const int64_t rows : kProofBatches) wanted += rows;
  const int64_t count = std::min(wanted, data.size());
  std::vector<int64_t> images;
  for (int64_t i = 0; i < count; ++i) images.push_back(i * data.size() / count);
  std::vector<at::Tensor> batches;
  for (size_t part = 0, begin = 0; part < std::size(kProofBatches) && begin < images.size(); ++part) {
    const size_t rows = std::min<size_t>(kProofBatches[part], images.size() - begin);
    ASSAY_ASSIGN_OR_RETURN(at::Tensor batch,
                           LoadBatch(preprocess, data, absl::MakeConstSpan(images).subspan(begin, rows)));
    batches.push_back(std::move(batch));
    begin += rows;
  }
  if (batches.empty()) return Plain(model, "there are no images to prove the fast forward on");
  std::vector<int64_t> shape = batches[0].sizes().vec();
  shape[0] = std::min<int64_t>(kRowsAtOnce, std::max(1, key.batch_size()));
  const absl::StatusOr<FastForward> fast = FastForward::Make(model, at::zeros(shape));
  if (!fast.ok()) return Plain(model, fast.status().message());
  const FastForward forward = *fast;
  return ProveCandidate(
      model,
      {.takes = [forward](const at::Tensor& batch) { return forward.Takes(batch); },
       .forward = forward,
       .under = [forward](const at::Tensor& batch,
                          const std::vector<at::Tensor>& state) { return forward.Traced(batch, state); }},
      batches, key.top());
}

}  // namespace assay
