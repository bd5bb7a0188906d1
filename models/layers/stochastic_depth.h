// Stochastic depth: in training, the residual branch of some samples is left out.
//
//   output = input + depth->forward(branch->forward(input));
#ifndef ASSAY_MODELS_LAYERS_STOCHASTIC_DEPTH_H_
#define ASSAY_MODELS_LAYERS_STOCHASTIC_DEPTH_H_

#include "models/layers/layer.h"

namespace assay {

class StochasticDepth : public torch::nn::Module, public Layer {
 public:
  enum Mode {
    kBatch,  // all samples of a batch or none
    kRow,    // each sample by itself
  };
  // In training mode zeroes samples with probability `p` and divides the others by 1 - p; else the identity.
  // Shapes: [N, ...] -> the same.
  // Errors: throws c10::ValueError on a `p` that is no probability.
  // Source: Huang et al., "Deep Networks with Stochastic Depth"; torchvision.ops.StochasticDepth, of which a seed gives
  // the same samples.
  explicit StochasticDepth(double p, Mode mode = kRow);
  // "assay::StochasticDepth(p=0.2, mode=row)".
  void pretty_print(std::ostream& stream) const override;

 protected:
  at::Tensor Compute(const at::Tensor& input) override;

 private:
  double p_;
  Mode mode_;
};

}  // namespace assay

#endif  // ASSAY_MODELS_LAYERS_STOCHASTIC_DEPTH_H_
