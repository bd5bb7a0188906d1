// The fast forward of a model, where it has been proven to answer as the plain one does; else the plain one.
//
//   ASSAY_ASSIGN_OR_RETURN(const ProvenModel proven, ProveFastForward(model, preprocess, *data, key));
//   key.set_forward(proven.forward);                                  // its confidences round otherwise
//   std::cerr << proven.note << "\n";
//   ASSAY_ASSIGN_OR_RETURN(const auto evaluation, Evaluate(proven.model, preprocess, *data, key));
//
// What is proven, on images of the very data set:
//
// - Logits lie within the tolerance of the plain forward's, relative to the root mean square of each image's. The
//   tolerance is what rounding alone can do, by the derivation in harness/answer_noise.h: all weights are moved by a
//   known multiple of the rounding of their sums, and how far the logits follow is measured. Two ways of computing one
//   model differ in just that rounding. Folding takes nothing more: it replaces a normalisation's four elementwise
//   operations, which kAnswerMargin allows for, by one rounding of each weight.
// - The best categories are the same ones in the same order, batches of two sizes, and twice the same bits.
//
// What holds by construction, on every other image: where two logits among the best lie so near each other that the
// tolerance could change their order, the whole batch is computed by the plain forward, whose answer then is the
// answer. So answers are equal image by image wherever the tolerance holds, and which way a batch took depends on its
// images alone: runs, shards and resumed runs give the same bits.
#ifndef ASSAY_HARNESS_ACCURACY_PROVE_FAST_FORWARD_H_
#define ASSAY_HARNESS_ACCURACY_PROVE_FAST_FORWARD_H_

#include <ATen/core/Tensor.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/accuracy/dataset.h"
#include "harness/accuracy/evaluation.pb.h"
#include "models/model.h"
#include "transforms/image_classification.h"

namespace assay {

struct ProvenModel {
  Model model;          // safe from several threads, each computing a batch on one
  bool fast = false;    // else `model` is the caller's
  std::string forward;  // for EvaluationKey: "fast", or "" where the model is the caller's
  // One line: "fast: logits of 16 images within 2.1e-06 of the plain forward's, where rounding allows 7.3e-06", or
  // "plain: " and why.
  std::string note;
  double tolerance = 0;  // relative to the root mean square of an image's logits
  double difference = 0;
  // Batches that `model` has computed by the plain forward since, for the sake of near logits.
  std::shared_ptr<const std::atomic<int64_t>> plain_batches;
};

// `key` says the size of the batches and how many categories count. Takes some sixteen images' time of each forward.
// Errors: those of loading and preprocessing an image. What is wrong with the fast forward is no error, but a note.
absl::StatusOr<ProvenModel> ProveFastForward(const Model& model, const ImageClassification& preprocess,
                                             const Dataset& data, const proto::EvaluationKey& key);

// Another way of computing a model: what is to be proven.
struct ForwardCandidate {
  std::function<bool(const at::Tensor&)> takes;  // others are left to the plain forward
  std::function<at::Tensor(const at::Tensor&)> forward;
  // The plain forward under another state, in the state dict's order.
  std::function<at::Tensor(const at::Tensor&, const std::vector<at::Tensor>&)> under;
};

// The proof itself, on these batches; answers are the `top` best categories.
ProvenModel ProveCandidate(const Model& model, const ForwardCandidate& candidate,
                           const std::vector<at::Tensor>& batches, int top);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_PROVE_FAST_FORWARD_H_
