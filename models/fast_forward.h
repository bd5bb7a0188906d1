// A classifier's forward made for speed on a CPU: traced, batch normalisation folded into the convolutions, activations
// and residual sums fused into them by oneDNN, channels last, weights in oneDNN's own blocks.
//
//   ASSAY_ASSIGN_OR_RETURN(const FastForward fast, FastForward::Make(model, images));   // [8, 3, 224, 224]
//   c10::InferenceMode inference;
//   at::Tensor logits = fast(batch);   // any number of such images; safe from several threads
//
// Its answers differ from the model's by rounding, since its sums run in another order, and nothing here shows that
// they differ by no more: harness/accuracy/prove_fast_forward.h does, and is what an evaluation asks.
#ifndef ASSAY_MODELS_FAST_FORWARD_H_
#define ASSAY_MODELS_FAST_FORWARD_H_

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "models/model.h"

namespace assay {

class FastForward {
 public:
  // Copies the weights as they are now; the model stays as it is. `example`'s number of rows is that of the parts in
  // which a batch is computed: few enough for their activations to stay in the caches. Its values do not matter.
  // Errors: FailedPrecondition where the way is not open: a LibTorch without oneDNN, other tensors than float32 on the
  // CPU, a model in training mode, or one without convolutions; those of the model on `example`.
  static absl::StatusOr<FastForward> Make(const Model& model, const at::Tensor& example);

  // Whether the images have the example's type and shape, but for their number.
  bool Takes(const at::Tensor& images) const;

  // The answer, for images that Takes accepts. The same images in the same order give the same bits on one thread.
  // Shapes: [N, C, H, W] -> the model's, N rows.
  // Errors: throws c10::Error, as LibTorch does.
  at::Tensor operator()(const at::Tensor& images) const;

  // What was traced, with nothing folded or fused, under other tensors: as many as the model's state dict has, in its
  // order. What shows how far the answers move with the weights, without a second model.
  // Errors: throws c10::Error, as LibTorch does.
  at::Tensor Traced(const at::Tensor& images, const std::vector<at::Tensor>& state) const;

  // How many convolutions oneDNN computes together with what follows them.
  int fused() const;

 private:
  struct Programs;
  explicit FastForward(std::shared_ptr<const Programs> programs) : programs_(std::move(programs)) {}

  std::shared_ptr<const Programs> programs_;
};

}  // namespace assay

#endif  // ASSAY_MODELS_FAST_FORWARD_H_
