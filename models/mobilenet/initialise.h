// How the MobileNets start. Internal to the family.
#ifndef ASSAY_MODELS_MOBILENET_INITIALISE_H_
#define ASSAY_MODELS_MOBILENET_INITIALISE_H_

#include <torch/nn/module.h>

namespace assay {

// Convolutions by their fan-out (He et al. 2015), linear layers with a deviation of 0.01, biases 0; in the order of
// construction, which is the reference's, so that a seed gives the same numbers.
void InitialiseMobileNet(const torch::nn::Module& network);

}  // namespace assay

#endif  // ASSAY_MODELS_MOBILENET_INITIALISE_H_
